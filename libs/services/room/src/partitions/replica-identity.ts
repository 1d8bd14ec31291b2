import { Inject, Injectable } from '@nestjs/common';
import { CALL_ADDRESS, type CallAddress } from '@chappe/grpc';
import { RANDOMNESS, type Randomness } from '@chappe/runtime';

/** Who this process is among the room replicas. */
@Injectable()
export class ReplicaIdentity {
  readonly name: string;

  constructor(
    @Inject(RANDOMNESS) randomness: Randomness,
    @Inject(CALL_ADDRESS) private readonly callAddress: CallAddress,
  ) {
    this.name = `room-${randomness.token(16)}`;
  }

  /** Where other processes can ask this one; undefined: they cannot. */
  get address(): string | undefined {
    return this.callAddress();
  }
}
