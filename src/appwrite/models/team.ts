import { z } from 'zod';
import type { Page } from '../../core/listing/listing.ts';
import type { Team } from '../../core/teams/team.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

export const teamModel: Model<Team> = {
  name: 'team',
  schema: z.object({
    $id: z.string(),
    $createdAt: date,
    $updatedAt: date,
    name: z.string(),
    total: z.int(),
    prefs: z.record(z.string(), z.unknown()),
  }),
  view: (team) => ({
    $id: team.id,
    $createdAt: dateOf(team.createdAt),
    $updatedAt: dateOf(team.updatedAt),
    name: team.name,
    total: team.total,
    prefs: team.prefs,
  }),
};

export const teamListModel: Model<Page<Team>> = {
  name: 'teamList',
  schema: z.object({ total: z.int(), teams: z.array(teamModel.schema) }),
  view: ({ total, rows }, actor) => ({ total, teams: rows.map((team) => teamModel.view(team, actor)) }),
};
