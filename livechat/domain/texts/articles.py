"""The knowledge base in words: categories, states of an article, refusals of the editor."""

TEXTS: dict[str, str] = {
    "articles.category_sign-in": "Sign-in and two-step",
    "articles.category_account": "Account and profile",
    "articles.category_video": "Video and sound",
    "articles.category_live-class": "Live classes",
    "articles.category_assignment": "Assignments and uploads",
    "articles.category_quiz": "Quizzes and exams",
    "articles.category_browser": "Browser",
    "articles.category_mobile": "Mobile app",
    "articles.category_network": "Network and Wi-Fi",
    "articles.category_notifications": "Notifications",
    "articles.category_files": "Files and formats",
    "articles.category_grades": "Grades and feedback",
    "articles.review_due": "Review was due on {date}",
    "articles.review_on": "Review by {date}",
    "articles.fixed": "Fixed it for {share} % of {n}",
    "articles.only": "Only on {what}",
    "error.article": "The article cannot be saved: {problem}",
    "error.article_slug": "The slug of an article cannot be changed. It is “{slug}”.",
    "error.article_alternative": "The alternative “{slug}” is no article.",
}
