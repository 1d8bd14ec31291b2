import { Injectable, Module, SetMetadata } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { decoratedMethods } from './decorated-methods.js';

const Marked = (value: string): MethodDecorator => SetMetadata('test:mark', value);

@Injectable()
class Greetings {
  readonly #name = 'Claude';

  @Marked('hello')
  hello(to: unknown): string {
    return `${this.#name} to ${String(to)}`;
  }

  unmarked(): void {}

  get broken(): never {
    throw new Error('accessors are not read');
  }
}

@Injectable()
class MoreGreetings extends Greetings {
  @Marked('bye')
  bye(): void {}
}

const values = [
  { provide: 'value', useValue: { hello: 'text' } },
  { provide: 'nothing', useValue: undefined },
  { provide: 'bare', useValue: Object.create(null) as object },
  { provide: 'made', useFactory: () => () => 'a function' },
];

const discoveryOf = async (...providers: NonNullable<Parameters<typeof Module>[0]['providers']>) => {
  @Module({ imports: [DiscoveryModule], providers: [...providers, ...values] })
  class Root {}
  const context = await NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false });
  return context.get(DiscoveryService);
};

describe('decoratedMethods', () => {
  it('finds the marked methods of a provider and calls them on it', async () => {
    const [found, ...others] = decoratedMethods<string>(await discoveryOf(Greetings), 'test:mark');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ value: 'hello', name: 'Greetings.hello' });
    expect(found?.invoke('you')).toBe('Claude to you');
  });

  it('finds inherited methods as well', async () => {
    const found = decoratedMethods<string>(await discoveryOf(MoreGreetings), 'test:mark');
    expect(Object.fromEntries(found.map(({ name, value }) => [name, value]))).toEqual({
      'MoreGreetings.bye': 'bye',
      'MoreGreetings.hello': 'hello',
    });
  });

  it('finds nothing under another key', async () => {
    expect(decoratedMethods(await discoveryOf(Greetings), 'test:other')).toEqual([]);
  });
});
