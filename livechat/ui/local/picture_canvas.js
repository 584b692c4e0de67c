// A chosen picture in the browser: opened, made smaller when it is huge, cropped, blurred out.
//
// Everything here happens before anything is sent. Rectangles are {x, y, w, h} in pixels of the
// picture as it will be sent; `edits` are {crop} or {blur, shades}, and the file that is made of
// them holds the pixels of the canvas and nothing else.

const MAX_PIXELS = 50e6; // the server opens no more
const MAX_SIDE = 4096; // the server keeps no more
const PHOTO_SIDE = 2560; // plenty to read a screen that was photographed
const HEAVY_BYTES = 1.5 * 1024 * 1024;
const LOSSLESS = /^image\/(png|gif|bmp)$/;
const AS_IT_IS = /^image\/(png|jpeg|webp)$/; // formats that the server takes
const ENDINGS = { "image/png": ".png", "image/jpeg": ".jpg" };

/** Opens a file; the picture is upright, as the camera meant it. Rejects with a label's name. */
export const open = async (file) => {
  const image = new Image();
  const url = URL.createObjectURL(file);
  try {
    image.src = url;
    // The size is known from the header, before millions of pixels are unpacked.
    await new Promise((known, failed) => {
      image.onload = known;
      image.onerror = failed;
    });
    const { naturalWidth, naturalHeight } = image;
    if (naturalWidth * naturalHeight > MAX_PIXELS) throw new Error("tooManyPixels");
    await image.decode();
  } catch (error) {
    URL.revokeObjectURL(url);
    throw error.message === "tooManyPixels" ? error : new Error("notPicture");
  }
  const isLossless = LOSSLESS.test(file.type);
  const longest = Math.max(image.naturalWidth, image.naturalHeight);
  const side = !isLossless && file.size > HEAVY_BYTES ? PHOTO_SIDE : MAX_SIDE;
  const scale = Math.min(1, side / longest);
  const width = Math.max(1, Math.round(image.naturalWidth * scale));
  const height = Math.max(1, Math.round(image.naturalHeight * scale));
  return { file, image, url, isLossless, isSmaller: scale < 1, width, height };
};

export const close = (picture) => URL.revokeObjectURL(picture.url);

/** The part of the picture that is left: the last crop. */
export const viewOf = (picture, edits) =>
  edits.filter((edit) => edit.crop).pop()?.crop ?? { x: 0, y: 0, w: picture.width, h: picture.height };

const within = (value, limit) => Math.min(Math.max(value, 0), limit);

/** A rectangle of the view, given in fractions of it, in whole pixels of the picture. */
export const inPixels = (view, part) => {
  const left = view.x + Math.floor(within(part.x, 1) * view.w);
  const top = view.y + Math.floor(within(part.y, 1) * view.h);
  const right = view.x + Math.ceil(within(part.x + part.w, 1) * view.w);
  const bottom = view.y + Math.ceil(within(part.y + part.h, 1) * view.h);
  return { x: left, y: top, w: Math.max(1, right - left), h: Math.max(1, bottom - top) };
};

/** Blurring out: a mosaic of greys that have nothing to do with what was there, so that nothing
 * can be worked out from them (a blurred or pixelated text can often be read again). */
export const blurring = (rect) => {
  const cell = Math.max(8, Math.round(Math.min(rect.w, rect.h) / 3));
  const columns = Math.ceil(rect.w / cell);
  const count = columns * Math.ceil(rect.h / cell);
  const shades = Array.from({ length: count }, () => 120 + Math.floor(Math.random() * 70));
  return { blur: rect, cell, columns, shades };
};

const paintBlur = (pen, { blur, cell, columns, shades }) =>
  shades.forEach((shade, number) => {
    const x = (number % columns) * cell;
    const y = Math.floor(number / columns) * cell;
    pen.fillStyle = `rgb(${shade}, ${shade}, ${shade})`;
    pen.fillRect(blur.x + x, blur.y + y, Math.min(cell, blur.w - x), Math.min(cell, blur.h - y));
  });

/** Draws the picture with its edits on the canvas, which takes its size. */
export const paint = (canvas, picture, edits) => {
  const view = viewOf(picture, edits);
  canvas.width = view.w;
  canvas.height = view.h;
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.translate(-view.x, -view.y);
  pen.drawImage(picture.image, 0, 0, picture.width, picture.height);
  edits.filter((edit) => edit.blur).forEach((edit) => paintBlur(pen, edit));
};

// From the finished pixels, so that nothing of what was blurred out comes near the edges again.
const onWhite = (finished, scale) => {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(finished.width * scale));
  canvas.height = Math.max(1, Math.round(finished.height * scale));
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(finished, 0, 0, canvas.width, canvas.height);
  return canvas;
};

const encode = (canvas, type) =>
  new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("notPicture"))), type, 0.88),
  );

/** The file to send: the chosen one when nothing is to be changed, else a new one of the pixels. */
export const fileOf = async (picture, edits, maxBytes) => {
  const { file, isLossless, isSmaller } = picture;
  const isAsChosen = !edits.length && !isSmaller && AS_IT_IS.test(file.type);
  if (isAsChosen && file.size <= maxBytes) return file;
  const canvas = document.createElement("canvas");
  paint(canvas, picture, edits);
  let blob = isLossless ? await encode(canvas, "image/png") : null;
  for (let scale = 1; !blob || blob.size > maxBytes; scale *= 0.7) {
    blob = await encode(onWhite(canvas, scale), "image/jpeg");
  }
  const name = file.name.replace(/\.[^.]*$/, "") || "picture";
  return new File([blob], name + ENDINGS[blob.type], { type: blob.type });
};
