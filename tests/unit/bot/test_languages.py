"""Knowledge and messages in other languages and scripts, through the same code."""

import pytest

from livechat.bot.index import build_index
from livechat.bot.knowledge import Article
from livechat.bot.normalise import fold

# Language: phrasings by article, and messages that no phrasing equals.
KNOWN: dict[str, dict[str, list[str]]] = {
    "zh": {
        "pw": ["忘记密码怎么办", "我的密码不对", "如何重置密码", "密码登录不了"],
        "video": ["视频播放不了", "视频一直卡", "看不了课程视频", "视频没有声音"],
        "up": ["作业上传失败", "无法提交作业", "文件传不上去", "提交按钮没反应"],
    },
    "ja": {
        "pw": ["パスワードを忘れました", "パスワードを変更したい", "パスワードが違うと言われる"],
        "video": ["動画が再生できません", "動画が止まる", "授業の動画が見られない"],
        "up": ["課題を提出できません", "ファイルがアップロードできない", "提出ボタンが押せない"],
    },
    "th": {
        "pw": ["ลืมรหัสผ่าน", "เปลี่ยนรหัสผ่านยังไง", "รหัสผ่านไม่ถูกต้อง"],
        "video": ["วิดีโอเล่นไม่ได้", "วิดีโอค้าง", "ดูวิดีโอไม่ได้"],
        "up": ["ส่งงานไม่ได้", "อัปโหลดไฟล์ไม่สำเร็จ", "กดปุ่มส่งไม่ได้"],
    },
    "vi": {
        "pw": ["tôi quên mật khẩu", "làm sao đổi mật khẩu", "mật khẩu không đúng"],
        "video": ["video không phát được", "video bị giật", "không xem được bài giảng"],
        "up": ["không nộp được bài tập", "tải tệp lên bị lỗi", "nút nộp bài không bấm được"],
    },
    "tr": {
        "pw": ["şifremi unuttum", "şifremi nasıl değiştiririm", "ŞİFRE YANLIŞ diyor"],
        "video": ["video açılmıyor", "ders videosu donuyor", "videoda ses yok"],
        "up": ["ödevimi yükleyemiyorum", "dosya yüklenmiyor", "gönder düğmesi çalışmıyor"],
    },
    "ar": {
        "pw": ["نسيت كلمة المرور", "كيف أغير كلمة السر", "كلمة المرور غير صحيحة"],
        "video": ["الفيديو لا يعمل", "الفيديو يتوقف كل دقيقة", "لا أسمع صوت الفيديو"],
        "up": ["لا أستطيع رفع الواجب", "فشل تحميل الملف", "زر الإرسال لا يعمل"],
    },
    "he": {
        "pw": ["שכחתי סיסמה", "איך מחליפים סיסמה", "הסיסמה לא נכונה"],
        "video": ["הסרטון לא עובד", "הווידאו נתקע", "אין קול בסרטון"],
        "up": ["לא מצליח להגיש עבודה", "ההעלאה נכשלה", "הקובץ לא עולה"],
    },
    "hi": {
        "pw": ["मैं पासवर्ड भूल गया", "पासवर्ड कैसे बदलें", "पासवर्ड गलत बता रहा है"],
        "video": ["वीडियो नहीं चल रहा", "वीडियो रुक जाता है", "वीडियो में आवाज़ नहीं"],
        "up": ["असाइनमेंट जमा नहीं हो रहा", "फ़ाइल अपलोड नहीं होती", "सबमिट बटन काम नहीं करता"],
    },
    "fi": {
        "pw": ["unohdin salasanani", "miten vaihdan salasanan", "salasana ei kelpaa"],
        "video": ["video ei toimi", "video pätkii", "luentovideossa ei ole ääntä"],
        "up": [
            "en voi palauttaa tehtävää",
            "tiedoston lataus epäonnistuu",
            "palautuspainike ei toimi",
        ],
    },
    "ko": {
        "pw": ["비밀번호를 잊어버렸어요", "비밀번호 변경 방법", "비밀번호가 틀렸대요"],
        "video": ["동영상이 재생되지 않아요", "영상이 자꾸 끊겨요", "강의 소리가 안 나와요"],
        "up": ["과제를 제출할 수 없어요", "파일 업로드가 실패해요", "제출 버튼이 안 눌려요"],
    },
    "ru": {
        "pw": ["я забыл пароль", "как сменить пароль", "пароль неверный"],
        "video": ["видео не воспроизводится", "видео тормозит", "нет звука в лекции"],
        "up": ["не могу сдать задание", "файл не загружается", "кнопка отправить не работает"],
    },
}
ASKED = [
    ("zh", "密码忘了", "pw"),
    ("zh", "视频卡住了", "video"),
    ("zh", "作业交不了", "up"),
    ("ja", "パスワード忘れた", "pw"),
    ("ja", "動画がすぐ止まります", "video"),
    ("ja", "課題の提出ができない", "up"),
    ("th", "จำรหัสผ่านไม่ได้", "pw"),
    ("th", "วิดีโอไม่เล่น", "video"),
    ("th", "อัปโหลดงานไม่ได้", "up"),
    ("vi", "quen mat khau roi", "pw"),
    ("vi", "video giat qua", "video"),
    ("vi", "ko nop bai dc", "up"),
    ("tr", "sifremi unutmusum", "pw"),
    ("tr", "VİDEO DONUYOR", "video"),
    ("tr", "odev yuklenmiyor", "up"),
    ("tr", "IŞIK sifre yanlis", "pw"),
    ("ar", "نسيتُ كلمة المُرور", "pw"),
    ("ar", "الفيديو بيوقف", "video"),
    ("ar", "مش قادر ارفع الواجب", "up"),
    ("ar", "كيف اغير كلمه السر", "pw"),
    ("he", "שכחתי את הסיסמה שלי", "pw"),
    ("he", "הסרטון נתקע כל הזמן", "video"),
    ("he", "הגשת עבודה לא עובדת", "up"),
    ("hi", "पासवर्ड भूल गयी", "pw"),
    ("hi", "वीडियो बार बार रुकता है", "video"),
    ("hi", "फाइल अपलोड नहीं हो रही", "up"),
    ("fi", "salasanan unohtaminen", "pw"),
    ("fi", "videot patkivat", "video"),
    ("fi", "tehtavan palautus ei onnistu", "up"),
    ("ko", "비밀번호 까먹음", "pw"),
    ("ko", "영상이 끊김", "video"),
    ("ko", "과제 제출이 안돼요", "up"),
    ("ru", "забыла пороль", "pw"),
    ("ru", "видео всё время тормозило", "video"),
    ("ru", "загрузка файла не идёт", "up"),
]


@pytest.mark.parametrize(("language", "text", "slug"), ASKED)
def test_message_finds_its_article(language: str, text: str, slug: str) -> None:
    articles = [
        Article(slug=name, title="", phrasings=tuple(said))
        for name, said in KNOWN[language].items()
    ]
    best = build_index(articles).match(text).best
    assert best is not None
    assert best.slug == slug


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Không nộp được", "khong nop duoc"),
        ("ŞİFRE YANLIŞ", "sifre yanlis"),
        ("contraseña ÓLVIDÉ", "contrasena olvide"),
        ("كَلِمَة المُرور", "كلمه المرور"),
        ("شَـــدّة", "شده"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_marks_that_people_leave_out_make_no_difference(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@pytest.mark.parametrize(
    ("text", "folded"), [("पासवर्ड भूल", "पासवर्ड भूल"), ("மொழி", "மொழி"), ("ไม่ได้", "ไ ม่ ไ ด้")]
)
def test_marks_that_carry_the_vowel_stay_with_their_letter(text: str, folded: str) -> None:
    assert fold(text) == folded
