"""Why a picture cannot be taken, and what would work."""

TEXTS: dict[str, str] = {
    "image.empty": "This file is empty. Please choose the picture again.",
    "image.too_many_bytes": "This picture is larger than {limit} MB. A screenshot or a smaller "
    "photo works.",
    "image.too_many_pixels": "This picture has more than {pixels} million pixels. A smaller one "
    "works.",
    "image.not_a_picture": "This file is not a PNG, JPEG or WebP picture. A screenshot works.",
    "image.damaged": "This picture is damaged or not complete. Please take it again.",
    "image.too_heavy": "This picture could not be opened safely. A new screenshot works.",
}
