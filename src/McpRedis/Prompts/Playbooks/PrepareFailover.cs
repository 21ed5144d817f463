namespace McpRedis.Prompts.Playbooks;

internal static class PrepareFailover
{
    public static PromptDefinition Prompt { get; } = new(
        "prepare_failover", "Prepare a failover", "Checks that a replica can take over, and gives the steps.",
        "a master is to be replaced by its replica: planned failover, maintenance, another machine.",
        [PlaybookText.Connection], PlaybookText.Scope + """
        Prepare a failover of this master to one of its replicas. Check first; the switch itself is a separate yes.
        1. redis_server_info: role, cluster_enabled, redis_mode. A cluster, or a master that sentinels watch, has a failover of its own: do not promote by hand there, tell me the operator's command, and go on with the checks. If this is a replica, find its master first.
        2. redis_replication_info: a replica whose link is down or that is synchronising cannot take over; choose the one with the smallest lagBytes. None at all: say so, and stop.
        3. redis_connection_list: is there a connection to that replica? Without one I must look at it, and promote it, by hand.
        4. redis_server_info and redis_config_get on both: the same version or a newer one on the replica; no less maxmemory; the same maxmemory-policy, appendonly, save and min-replicas-to-write; replica-read-only yes. A replica with other settings is another server after the switch.
        5. redis_persistence_save on the master, so that there is a way back. Not when memory is short: a fork may double it.
        6. Give me the plan with a way back from each step: stop the writers; wait until lagBytes is 0; redis_replication_set with promote on the replica's connection; point the clients at it; when it has proved itself, redis_replication_set on the old master's connection with the new one as source, which replaces all the old one holds.
        """ + PlaybookText.Ask);
}
