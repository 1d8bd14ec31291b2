import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@chappe/crypto';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { MatrixError, sendToDevice, type EmptyAnswer } from '@chappe/matrix-api';
import { ClientApiTelemetry } from '../client-api.telemetry.js';
import { checkName } from '../users/check-name.js';
import { LocalUsers } from '../users/local-users.js';
import { type DeviceContent, Recipients } from './recipients.js';
import { SenderBudgets } from './sender-budgets.js';
import { type ToDeviceMessage, ToDeviceMessages } from './to-device-messages.js';
import {
  TO_DEVICE_EVENT_BYTES_MAX,
  TO_DEVICE_RECIPIENTS_MAX,
  TO_DEVICE_REQUEST_BYTES_MAX,
} from './to-device.limits.js';

/** Send-to-Device messaging (Client-Server API). */
@Injectable()
export class ToDeviceEndpoints {
  constructor(
    private readonly recipients: Recipients,
    private readonly budgets: SenderBudgets,
    private readonly messages: ToDeviceMessages,
    private readonly localUsers: LocalUsers,
    private readonly telemetry: ClientApiTelemetry,
  ) {}

  /** PUT /sendToDevice/{eventType}/{txnId} */
  @Endpoint(sendToDevice)
  async sendToDevice({ params, body, requester }: EndpointRequest<typeof sendToDevice>): Promise<EmptyAnswer> {
    const { eventType, txnId } = params;
    checkName('The event type', eventType);
    checkName('The transaction id', txnId);
    const reached = await this.recipients.find(body.messages);
    if (reached.length > TO_DEVICE_RECIPIENTS_MAX) {
      throw MatrixError.tooLarge(`At most ${TO_DEVICE_RECIPIENTS_MAX} devices can be reached at once`);
    }
    const { messages, bytes } = toMessages(reached, { sender: requester.userId, type: eventType });
    this.budgets.take(requester.userId, bytes);
    const sender = this.localUsers.placeOfDevice(requester.userId, requester.deviceId);
    await this.messages.send(sender, { eventType, txnId }, messages);
    this.telemetry.toDeviceSent(messages.length);
    return {};
  }
}

/** Contents that are the same object (`*`) are written as JSON once. */
function toMessages(
  reached: readonly DeviceContent[],
  event: { readonly sender: string; readonly type: string },
): { readonly messages: ToDeviceMessage[]; readonly bytes: number } {
  const texts = new Map<JsonObject, string>();
  let bytes = 0;
  const messages = reached.map(({ userId, deviceId, content }) => {
    const text = texts.get(content) ?? eventText(event, content);
    texts.set(content, text);
    bytes += text.length;
    if (bytes > TO_DEVICE_REQUEST_BYTES_MAX) {
      throw MatrixError.tooLarge(`The messages of one request may have ${TO_DEVICE_REQUEST_BYTES_MAX} bytes together`);
    }
    return { userId, deviceId, event: text };
  });
  return { messages, bytes };
}

function eventText(event: { readonly sender: string; readonly type: string }, content: JsonObject): string {
  const text = JSON.stringify({ ...event, content });
  if (Buffer.byteLength(text) > TO_DEVICE_EVENT_BYTES_MAX) {
    throw MatrixError.tooLarge(`A to-device message may have at most ${TO_DEVICE_EVENT_BYTES_MAX} bytes`);
  }
  return text;
}
