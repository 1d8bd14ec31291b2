import 'reflect-metadata';
import { type DiscoveryService, MetadataScanner } from '@nestjs/core';

/** A method of a provider that a decorator marked with a value. */
export interface DecoratedMethod<T> {
  /** What the decorator was given. */
  readonly value: T;
  /** `Class.method`, for messages. */
  readonly name: string;
  /** Calls the method on its provider. */
  readonly invoke: (...args: unknown[]) => unknown;
}

const scanner = new MetadataScanner();

/**
 * The methods of this process's providers that carry metadata under a key: how endpoints and calls are found.
 * Inherited methods count; accessors are not read.
 */
export function decoratedMethods<T>(discovery: DiscoveryService, key: string): DecoratedMethod<T>[] {
  return discovery.getProviders().flatMap(({ instance: provider, metatype }): DecoratedMethod<T>[] => {
    if (!isObject(provider) || metatype === null) return [];
    const prototype = Object.getPrototypeOf(provider) as Readonly<Record<string, unknown>> | null;
    return scanner.getAllMethodNames(prototype).flatMap((name): DecoratedMethod<T>[] => {
      const method = prototype?.[name];
      if (typeof method !== 'function' || !Reflect.hasMetadata(key, method)) return [];
      const value = Reflect.getMetadata(key, method) as T;
      const invoke = method.bind(provider) as (...args: unknown[]) => unknown;
      return [{ value, name: `${provider.constructor.name}.${name}`, invoke }];
    });
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
