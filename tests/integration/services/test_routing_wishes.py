"""Who is offered what: topic and language narrow the choice while somebody fits."""

from livechat.services import jobs, presence, queue
from livechat.store.tables.conversations import Conversation
from livechat.store.unit_of_work import UnitOfWork
from tests.factories.desk import Desk


def offered_to(desk: Desk, conversation_id: str) -> int | None:
    return desk.entry(conversation_id).offered_to_id


def test_student_is_offered_to_somebody_of_the_same_language(desk: Desk) -> None:
    desk.agent(languages=["en"])
    german = desk.agent(languages=["en", "de"])
    conversation_id = desk.queued(desk.student(language="de-AT"))
    assert offered_to(desk, conversation_id) == german.user_id


def test_nobody_of_the_language_is_no_reason_to_wait(desk: Desk) -> None:
    english = desk.agent(languages=["en"])
    conversation_id = desk.queued(desk.student(language="fr"))
    assert offered_to(desk, conversation_id) == english.user_id


def test_agent_without_languages_takes_all(desk: Desk) -> None:
    anybody = desk.agent()
    conversation_id = desk.queued(desk.student(language="fr"))
    assert offered_to(desk, conversation_id) == anybody.user_id


def test_full_speaker_is_waited_for_ten_minutes_and_then_anybody_helps(desk: Desk) -> None:
    german = desk.agent(languages=["de"], capacity=1)
    english = desk.agent(languages=["en"])
    first = desk.student(language="de")
    desk.context.write(queue.claim, german, desk.entry(desk.queued(first)).public_id)
    waiting = desk.student(language="de")
    conversation_id = desk.queued(waiting)
    assert offered_to(desk, conversation_id) is None
    everybody = [german.user_id, english.user_id, first.user_id, waiting.user_id]
    for _ in range(21):
        desk.clock.advance(30)
        desk.context.write(presence.beat, everybody)
        jobs.run_due(desk.context)
    assert offered_to(desk, conversation_id) == english.user_id


def test_topic_goes_to_somebody_who_knows_it(desk: Desk) -> None:
    desk.agent(skills=["grades"])
    video = desk.agent(skills=["video"])
    student = desk.student()
    conversation_id = desk.conversation(student)

    def about_video(uow: UnitOfWork) -> None:
        found: Conversation = desk.find(uow, conversation_id)
        found.category = "video"
        uow.session.add(found)

    desk.context.write(about_video)
    desk.context.write(queue.join, student, conversation_id)
    assert offered_to(desk, conversation_id) == video.user_id


def test_stated_deadline_moves_forward_twice_a_week_and_shows_its_reason(desk: Desk) -> None:
    agent = desk.agent(capacity=1)
    desk.claimed(desk.student(), agent)
    desk.queued(desk.student("First"))
    hasty = desk.student("Hasty")
    for _ in range(2):
        conversation_id = desk.queued(hasty, "Exam at three", minutes_left=40)
        top = desk.context.read(queue.rows, agent)[0]
        assert (top.student_name, top.priority_reason) == ("Hasty", "Exam at three")
        desk.context.write(queue.leave, hasty, conversation_id)
        desk.clock.advance(60)
    desk.queued(hasty, "Exam at three", minutes_left=40)
    rows = desk.context.read(queue.rows, agent)
    assert [row.student_name for row in rows] == ["First", "Hasty"]
    assert rows[1].priority_reason == ""
