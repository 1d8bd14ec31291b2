import { runProcess } from '@chappe/process';
import { authProcess } from './auth.process.js';

await runProcess(authProcess, process);
