import { runProcess } from '@chappe/process';
import { roomProcess } from './room.process.js';

await runProcess(roomProcess, process);
