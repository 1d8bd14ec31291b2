import { systemClock, systemRandomness } from '@chappe/runtime';
import type { Logger, Outages } from '@chappe/telemetry';
import type { PostgresConnection } from '../connections/connect-postgres.js';
import { ROOM_ON_DISK } from './disk-full-error.js';
import { DiskRoom } from './disk-room.js';
import { KeptPostgres, type KeptPostgresReports } from './kept-postgres.js';

/** The embedded PostgreSQL of this process, the room on its disk, and what becomes of it, for the log. */
export class OwnDatabase implements KeptPostgresReports {
  readonly disk: DiskRoom;
  #server: KeptPostgres | undefined;
  #logger: Logger | undefined;
  /** The log exists only after the database does. */
  #early: ((logger: Logger) => void)[] = [];

  private constructor(private readonly folder: string) {
    this.disk = new DiskRoom({ folder, clock: systemClock, randomness: systemRandomness });
  }

  /** @throws EmbeddedPostgresError when it does not come up */
  static async start(folder: string): Promise<OwnDatabase> {
    const database = new OwnDatabase(folder);
    await database.#start();
    return database;
  }

  get connection(): PostgresConnection {
    if (!this.#server) throw new Error('the database has not started');
    return this.#server.connection;
  }

  /** From now on the log is told, and writes are refused while the disk is full. */
  tell(logger: Logger, outages: Outages): void {
    this.#logger = logger.child({ part: 'postgres' });
    for (const write of this.#early) write(this.#logger);
    this.#early = [];
    this.disk.watch(outages.of(ROOM_ON_DISK));
  }

  async stop(): Promise<void> {
    this.disk.close();
    await this.#server?.stop();
  }

  down(reason: string): void {
    this.disk.giveUpReserve();
    this.#write((logger) => logger.error({ reason }, 'the embedded PostgreSQL does not run, it is started again'));
  }

  up(durationMs: number): void {
    this.#write((logger) => logger.info({ downMs: Math.round(durationMs) }, 'the embedded PostgreSQL runs again'));
  }

  async #start(): Promise<void> {
    const { folder } = this;
    this.disk.giveUpReserve();
    this.#server = await KeptPostgres.start({
      folder,
      clock: systemClock,
      randomness: systemRandomness,
      reports: this,
    });
  }

  #write(write: (logger: Logger) => void): void {
    if (this.#logger) write(this.#logger);
    else this.#early.push(write);
  }
}
