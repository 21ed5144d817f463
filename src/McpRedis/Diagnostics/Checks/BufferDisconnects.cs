namespace McpRedis.Diagnostics.Checks;

internal static class BufferDisconnects
{
    public static Check Check { get; } = new("RF037", CheckFamily.Clients, "Clients are disconnected because their buffers are full")
    {
        What = "client_query_buffer_limit_disconnections, client_output_buffer_limit_disconnections and evicted_clients.",
        Why = "To the application it looks like a network fault, often for the largest request or the slowest subscriber.",
        WhenNot = "The limit did its work against a single bad client.",
        Fix = ["Ask for less at once (pages), read faster", "For subscribers: CONFIG SET client-output-buffer-limit \"pubsub 64mb 16mb 90\""],
        Risk = "Higher limits let one client take more memory.",
        Change = "Clients stay connected.",
        Fields = ["client_output_buffer_limit_disconnections"],
        Look = static (node, _) =>
        {
            string[] counters = ["client_query_buffer_limit_disconnections", "client_output_buffer_limit_disconnections", "evicted_clients"];
            double all = counters.Sum(c => node.Number(c) ?? 0), now = counters.Sum(c => node.Gain(c) ?? 0);
            return all > 0 ? node.Sees(now > 0 ? Severity.Warning : Severity.Info, now / 10, [.. counters.Where(c => node.Number(c) > 0).Select(c => Evidence.Count(c, node.Number(c) ?? 0)), Evidence.Count("between the samples", now)]) : null;
        },
    };
}
