enum SyncEngineRoom {}
