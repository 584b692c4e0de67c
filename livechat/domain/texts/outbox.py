"""The composer, the log and the connection line."""

TEXTS: dict[str, str] = {
    "outbox.message": "Message",
    "outbox.send": "Send",
    "outbox.attach": "Add a screenshot",
    "outbox.files": "Pictures to send",
    "outbox.uploading": "Uploading",
    "outbox.upload_failed": "Not uploaded. Remove it and try again.",
    "outbox.remove": "Remove",
    "outbox.conversation": "Conversation",
    "outbox.sending": "Sending",
    "outbox.waiting": "{count} will be sent when you are back",
    "outbox.not_sent": "Not sent.",
    "outbox.retry": "Retry",
    "outbox.edit": "Edit",
    "outbox.picture": "Picture",
    "outbox.new_messages": "New messages",
    "outbox.older": "Show earlier messages",
    "outbox.offline": "You are offline. Keep writing: messages stay on this device.",
    "outbox.online": "You are back online.",
    "outbox.dismiss": "Dismiss",
}
