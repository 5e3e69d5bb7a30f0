import threading
import time

from app.scanning.room import Room


def test_no_more_pixels_at_once_than_there_is_room_for() -> None:
    room, lock = Room(100), threading.Lock()
    now, most = 0, 0

    def work(pixels: int) -> None:
        nonlocal now, most
        with room.taken(pixels):
            with lock:
                now += pixels
                most = max(most, now)
            time.sleep(0.01)
            with lock:
                now -= pixels

    threads = [threading.Thread(target=work, args=(40,)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == 80


def test_a_page_larger_than_all_the_room_has_it_alone() -> None:
    room = Room(100)
    with room.taken(500):
        pass
    with room.taken(60), room.taken(40):
        pass


def test_room_is_given_back_after_an_error() -> None:
    room = Room(100)
    try:
        with room.taken(100):
            raise ValueError
    except ValueError:
        pass
    with room.taken(100):
        pass
