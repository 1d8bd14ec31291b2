import type { Check, Finding, Project } from '../repository.ts';

const JOINS_ALL = 'service:all-in-one';

const serviceOf = ({ tags }: Project): string | undefined => tags.find((tag) => tag.startsWith('service:'));

/** House style, section 4: what belongs to one service depends on nothing of another; all-in-one joins them. */
export const serviceWalls: Check = {
  name: 'service-walls',
  run({ projects }) {
    const owners = new Map(projects.map((project) => [project.name, serviceOf(project)]));
    return projects.flatMap((project): Finding[] => {
      const own = serviceOf(project);
      if (own === undefined || own === JOINS_ALL) return [];
      return project.dependencies
        .filter((name) => ![undefined, own].includes(owners.get(name)))
        .map((name) => ({ path: `${project.folder}/package.json`, message: `${own} must not depend on ${name}` }));
    });
  },
};
