export {
  createTestHost,
  type HostCall,
  type ReceivedCall,
  type TestAnswer,
  type TestHost,
} from './test-host.ts';
