using McpRedis.Faults;

namespace McpRedis.Redis;

/// <summary>
/// Finds out what a server is with at most four small questions: HELLO and INFO, and ROLE and MODULE LIST only for
/// what those two left open. Every one may be forbidden or unknown to the server; then what it would have told stays
/// unknown. HELLO is never refused by an ACL, but only Valkey and Garnet name themselves truly in it: the other
/// products say "redis" there, so without INFO that word proves nothing.
/// </summary>
internal static class ServerProfiler
{
    /// <param name="execute">Runs a command; failures are faults.</param>
    /// <exception cref="Fault">The server could not be asked at all: unavailable, loading, timed out, not logged in.</exception>
    public static async Task<ServerProfile> ProbeAsync(
        Func<RedisCommand, CancellationToken, ValueTask<RespValue>> execute, CancellationToken cancellationToken)
    {
        var notVisible = new List<string>();
        var hello = Greeting.Read(await AskAsync("HELLO"));
        var info = await AskAsync("INFO") is { IsNull: false } text ? InfoText.Parse(text.Text) : InfoText.Empty;

        var identity = ServerIdentity.Of(hello, info);
        var mode = ServerIdentity.Mode(hello, info);
        var role = mode == ServerMode.Sentinel ? ServerRole.Sentinel : ServerIdentity.Role(info["role"] ?? hello.Role);
        if (role == ServerRole.Unknown)
        {
            var reply = await AskAsync("ROLE");
            role = ServerIdentity.Role(reply.Count > 0 ? reply[0].Text : null);
        }
        if (role == ServerRole.Sentinel)
        {
            mode = ServerMode.Sentinel;
        }
        var modules = hello.Modules ?? ModulesOf(info);
        if (modules is null && mode != ServerMode.Sentinel)
        {
            modules = [.. (await AskAsync("MODULE LIST")).ItemArray.Select(module => Greeting.Field(module, "name").Text)];
        }
        return new(identity.Flavour, identity.Version, identity.CompatibleVersion, mode, role,
            [.. (modules ?? []).Where(name => name.Length > 0).Select(name => name.ToLowerInvariant()).Distinct()], notVisible);

        async ValueTask<RespValue> AskAsync(string command)
        {
            try
            {
                return await execute(RedisCommand.Of(command), cancellationToken);
            }
            catch (Fault fault) when (fault.Code == ErrorCode.NotPermitted)
            {
                notVisible.Add(command);
            }
            catch (Fault fault) when (fault.Code is ErrorCode.UnsupportedByServer or ErrorCode.InvalidArgument or ErrorCode.ServerError)
            {
                // Not hidden: the server has no such thing to show.
            }
            return RespValue.Null;
        }
    }

    // Servers older than 6.2 and some compatible ones send no such section: then nothing is known, which is not "none".
    private static IReadOnlyList<string>? ModulesOf(InfoText info) =>
        info.Sections.Contains("Modules", StringComparer.OrdinalIgnoreCase)
            ? [.. info.All("module").Select(value => InfoText.Parts(value).GetValueOrDefault("name", ""))]
            : null;
}
