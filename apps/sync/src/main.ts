import { runProcess } from '@chappe/process';
import { syncProcess } from './sync.process.js';

await runProcess(syncProcess, process);
