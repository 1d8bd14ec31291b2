import type { ObjectLiteral, Repository } from 'typeorm';

/** A class with TypeORM's decorators that stands for one table. */
export type EntityClass<Entity extends ObjectLiteral = ObjectLiteral> = new () => Entity;

/**
 * What is done with the rows of an entity: each method is one statement. Left out are `save`, `remove` and the like,
 * which read before they write, and begin and end transactions themselves.
 */
export type EntityRows<Entity extends ObjectLiteral> = Pick<
  Repository<Entity>,
  'createQueryBuilder' | 'delete' | 'existsBy' | 'find' | 'findOneBy' | 'insert' | 'update' | 'upsert'
>;
