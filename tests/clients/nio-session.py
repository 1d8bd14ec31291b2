"""One session of matrix-nio, as nio.spec.ts reads it: logs in, joins, sends and reads, then prints what it saw as JSON.

Arguments: base URL, user ID, password, room ID or alias.
"""

import asyncio
import json
import sys

from nio import AsyncClient, AsyncClientConfig, MessageDirection, RoomMessageText


def check(answer, what):
    """nio returns refusals as values."""
    if type(answer).__name__.endswith("Error"):
        raise SystemExit(f"{what}: {answer}")
    return answer


async def main(base_url, user_id, password, room):
    client = AsyncClient(base_url, user_id, config=AsyncClientConfig(encryption_enabled=False))
    received = []
    client.add_event_callback(lambda _room, event: received.append(event.body), RoomMessageText)
    try:
        login = check(await client.login(password, device_name="nio"), "login")
        check(await client.set_displayname("Nio"), "display name")
        joined = check(await client.join(room), "join")
        check(await client.sync(timeout=0, full_state=True), "first sync")
        content = {"msgtype": "m.text", "body": "hello from nio"}
        sent = check(await client.room_send(joined.room_id, "m.room.message", content, tx_id="nio-1"), "send")
        again = check(await client.room_send(joined.room_id, "m.room.message", content, tx_id="nio-1"), "send again")
        for _ in range(20):
            if "hello from nio" in received:
                break
            check(await client.sync(timeout=1000), "sync")
        page = check(
            await client.room_messages(joined.room_id, client.next_batch, direction=MessageDirection.back, limit=50),
            "messages",
        )
        check(await client.room_typing(joined.room_id, True, timeout=1000), "typing")
        check(await client.room_read_markers(joined.room_id, sent.event_id, sent.event_id), "read markers")
        members = check(await client.joined_members(joined.room_id), "joined members")
        print(
            json.dumps(
                {
                    "user_id": login.user_id,
                    "room_id": joined.room_id,
                    "event_id": sent.event_id,
                    "repeated_event_id": again.event_id,
                    "received": received,
                    "read": [event.body for event in page.chunk if isinstance(event, RoomMessageText)],
                    "name": client.rooms[joined.room_id].name,
                    "members": sorted(member.user_id for member in members.members),
                }
            )
        )
        check(await client.logout(), "logout")
    finally:
        await client.close()


asyncio.run(asyncio.wait_for(main(*sys.argv[1:5]), 60))
