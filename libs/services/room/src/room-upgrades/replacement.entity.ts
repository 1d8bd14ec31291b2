import type { RoomId } from '@chappe/events';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `room.replacements`. */
@Entity({ schema: 'room', name: 'replacements' })
export class Replacement {
  @PrimaryColumn({ name: 'partition', type: 'smallint' })
  partition!: number;

  @PrimaryColumn({ name: 'room_id', type: 'text' })
  roomId!: string;

  @PrimaryColumn({ name: 'user_id', type: 'text' })
  userId!: string;

  @PrimaryColumn({ name: 'version', type: 'text' })
  version!: string;

  @Column({ name: 'replacement_room_id', type: 'text' })
  replacementRoomId!: RoomId;
}
