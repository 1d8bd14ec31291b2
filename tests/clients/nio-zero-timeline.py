"""A bot on matrix-nio, as zero-timeline.spec.ts reads it: passes over what was said before, as many do, then listens.

Prints the room it is in and the text of the first messages it hears as JSON. Arguments: base URL, user ID, password.
"""

import asyncio
import json
import sys

from nio import AsyncClient, AsyncClientConfig, MessageDirection, RoomMessageText

NOTHING = {
    "presence": {"limit": 0, "types": []},
    "account_data": {"limit": 0, "types": []},
    "room": {"account_data": {"limit": 0}, "ephemeral": {"limit": 0}, "timeline": {"limit": 0}},
}


def check(answer, what):
    """nio returns refusals as values."""
    if type(answer).__name__.endswith("Error"):
        raise SystemExit(f"{what}: {answer}")
    return answer


async def main(base_url, user_id, password):
    client = AsyncClient(base_url, user_id, config=AsyncClientConfig(encryption_enabled=False))
    received = []
    client.add_event_callback(lambda _room, event: received.append(event.body), RoomMessageText)
    try:
        check(await client.login(password, device_name="nio"), "login")
        first = check(await client.sync(timeout=0, sync_filter=NOTHING, full_state=True), "first sync")
        [(room_id, joined)] = first.rooms.join.items()
        page = check(
            await client.room_messages(room_id, joined.timeline.prev_batch, direction=MessageDirection.back, limit=50),
            "messages",
        )
        print(
            json.dumps(
                {
                    "limited": joined.timeline.limited,
                    "heard_at_first": received,
                    "read": [event.body for event in page.chunk if isinstance(event, RoomMessageText)],
                    "name": client.rooms[room_id].name,
                    "members": sorted(client.rooms[room_id].users),
                }
            ),
            flush=True,
        )
        for _ in range(20):
            if received:
                break
            check(await client.sync(timeout=1000), "sync")
        print(json.dumps({"heard": received}), flush=True)
        check(await client.logout(), "logout")
    finally:
        await client.close()


asyncio.run(asyncio.wait_for(main(*sys.argv[1:4]), 60))
