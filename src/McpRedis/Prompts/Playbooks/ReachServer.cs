namespace McpRedis.Prompts.Playbooks;

/// <summary>From the address to the rights, each with the error that tells it.</summary>
internal static class ReachServer
{
    public static PromptDefinition Prompt { get; } = new(
        "reach_server", "Find out why Redis cannot be reached", "Address, network, TLS, password, rights, protected mode, cluster addresses: which of them it is. Changes nothing.",
        "an application or this connection cannot connect: refused, timeout, TLS, NOAUTH, WRONGPASS, NOPERM, protected mode.",
        [PlaybookText.Connection], PlaybookText.Scope + """
        Redis cannot be reached, or refuses. Find out where it ends. Only read; change nothing, and never ask me for a password: the operator sets it in the connection.
        1. redis_connection_list: the state of the connection and its last error, which is told without secrets. Then redis_server_info. Its error code says which of these it is:
           - connection refused: nobody listens there. Wrong port, server down (or restarting in a loop: uptime_in_seconds small when it answers), or it listens on loopback only (bind) and the program is in another container or machine, where 127.0.0.1 is itself.
           - no answer at all: a firewall, a security group, a private network without a route; or the server hangs in one long command. Does another client on that machine get an answer?
           - name not found: the name is known only inside a cluster or a compose network.
           - TLS: rediss:// against a plain port hangs or fails at once, redis:// against a TLS port is closed at once. A certificate that is not trusted or is for another name is told as such: the operator gives the authority or the right name, and never switches the check off.
           - NOAUTH: no password was sent. WRONGPASS: it is wrong, or the user is, or is switched off. Many servers want the user default, others one of their own.
           - NOPERM: it is reached; the user may not run this. The message names the command: the operator adds that right.
           - DENIED, protected mode: the server has no password and was asked from elsewhere. Setting a password is the way, not switching protected mode off.
           - LOADING: it is up and reads its data; wait. MASTERDOWN: a replica without its master. CLUSTERDOWN: slots are not served.
           - max number of clients reached: the playbook for too many connections.
        2. Some commands work and others fail on a cluster: nodes announce addresses that cannot be reached from here (behind NAT, in containers). cluster-announce-ip, or a mapping in the connection, is for the operator. Sentinels that tell a master's inner address are the same case.
        3. It works, and breaks off now and then: redis_server_info, section clients and stats (rejected_connections, client_output_buffer_limit_disconnections), redis_config_get timeout and tcp-keepalive; a load balancer that closes idle connections earlier than tcp-keepalive speaks.
        4. Another connection works (redis_connection_list)? What differs between the two says most.
        Then tell me which link of the chain is broken, by which error, who can mend it and with which setting. What you could not try from here name as not tried.
        """);
}
