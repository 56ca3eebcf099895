-- Documents were stored for the service "dev"; now every process is of one service.
UPDATE OrleansStorage SET ServiceId = 'retail' WHERE ServiceId = 'dev';
