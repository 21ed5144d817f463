namespace McpRedis.Http;

/// <summary>Who may reach the server at all: beyond this machine only callers who say who they are, unless the operator spelled out the danger.</summary>
internal static class Exposure
{
    /// <summary>What is wrong with what the options open; empty when nothing is.</summary>
    /// <param name="options">The options.</param>
    /// <param name="source">Where an option was given, by its name: <c>--listen</c>, <c>MCP_REDIS_LISTEN</c>.</param>
    public static IEnumerable<string> Mistakes(HttpOptions options, Func<string, string> source)
    {
        if (options.IsExposed && !options.HasAuthentication && !options.AllowAnonymous)
        {
            string option = !options.Listen.IsLoopback ? "listen" : options.BehindProxy ? "behind-proxy" : "public-url";
            yield return $"{source(option)}: {(option == "listen" ? options.Listen : "this server")} can be reached from other machines, and there is no authentication; set --tokens-file, MCP_REDIS_AUTH_TOKEN or --oauth-issuer, or let only this machine reach it.";
        }
        if (options.HasAuthentication && options.AllowAnonymous)
        {
            yield return $"{source("dangerously-allow-anonymous-http")}: there is authentication, so nobody is anonymous; drop one of them.";
        }
        if (options.TrustedProxies.Count > 0 && !options.BehindProxy)
        {
            yield return $"{source("trusted-proxies")}: says nothing without --behind-proxy.";
        }
    }

    /// <summary>What is allowed but should be known.</summary>
    public static IEnumerable<string> Warnings(HttpOptions options)
    {
        if (options.AllowAnonymous)
        {
            yield return $"everybody who reaches {options.Listen} can use the tools: --dangerously-allow-anonymous-http is set.";
        }
        else if (!options.HasAuthentication && !options.IsExposed)
        {
            yield return "every program of this machine can use the tools; set MCP_REDIS_AUTH_TOKEN where that is too many.";
        }
    }
}
