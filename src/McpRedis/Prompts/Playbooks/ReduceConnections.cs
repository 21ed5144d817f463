namespace McpRedis.Prompts.Playbooks;

/// <summary>Whose connections they are, and why they stay.</summary>
internal static class ReduceConnections
{
    public static PromptDefinition Prompt { get; } = new(
        "reduce_connections", "Find out why there are too many connections", "Whose connections they are, why they stay, what to set. Disconnects nobody without a yes.",
        "there are too many connections: max number of clients reached, refused connections, leaks, pools that are too large.",
        [PlaybookText.Connection], PlaybookText.Scope + """
        There are too many connections to Redis, or clients are refused. Find out whose they are.
        1. redis_server_health, findings of clients: how near maxclients it is, whether some were refused (rejected_connections), whether connections are opened all the time, whether one address has most of them. connected_clients far below maxclients and clients still fail: it is not this; look at the network, TLS or the limit of open files (maxclients lower than it was set to).
        2. redis_client_list with groupBy address, then name, then user (where it is offered; addresses need full access): who has most, and are they idle? One client may have one connection for commands and one for subscriptions; more than some tens from one process is a pool that is too large or a leak.
           - many, idle for minutes, from one place: a leak or an oversized pool. Their number times the number of processes is what the pool is set to.
           - many that come and go (total_connections_received rises fast): a client without a pool, or a health check that connects each time.
           - many blocked (BLPOP, XREAD, WAIT): as meant, if they are workers.
           - many subscribers or replicas: those are not closed by timeout.
           - most have no name: nobody can be told apart. Ask the owners to set CLIENT SETNAME.
        3. redis_config_get timeout, tcp-keepalive, maxclients. timeout 0 never closes idle ones; too small a timeout makes pools reconnect. tcp-keepalive finds the dead.
        4. Propose, gentlest first: fix the client (one connection that multiplexes, or a pool with a limit); tcp-keepalive 60 where it is off; timeout of some minutes where leaks cannot be fixed at once; a higher maxclients only where the limit of open files and the memory for their buffers allow it.
        5. Only when it cannot wait: redis_client_kill (where it is offered) by address or name with a minimum of idle time. It shows exactly which connections end; those of workers that hold a lock or a transaction lose it.
        """ + PlaybookText.Ask);
}
