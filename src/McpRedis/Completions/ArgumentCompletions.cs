using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Completions;

/// <summary>
/// What an argument of the resource template or of a prompt could be: connections of this server, databases that hold
/// keys, names of keys by their beginning. Keys are found by redis_key_scan through its own pipeline, so scope,
/// access and time limit hold here too. What cannot be found out completes to nothing: it is help, not an answer.
/// </summary>
internal sealed class ArgumentCompletions(ConnectionRegistry connections, ToolCall call, Func<Reference, bool> isOurs)
{
    // One list for all: a fence is kept for each.
    private static readonly string[] Info = ["INFO"];

    private const int MaxValues = 100;

    // A page looks at 100 000 keys or for two seconds; nobody waits longer for a suggestion.
    private const int MaxPages = 2;

    public async ValueTask<CompleteResult> CompleteAsync(RequestContext<CompleteRequestParams> request, CancellationToken cancellationToken)
    {
        if (request.Params is not { } asked || !isOurs(asked.Ref))
        {
            throw new McpProtocolException("No such prompt or resource template.", McpErrorCode.InvalidParams);
        }
        string beginning = asked.Argument.Value;
        var given = new Dictionary<string, string>(asked.Context?.Arguments ?? new Dictionary<string, string>());
        var connection = connections.All.FirstOrDefault(c => c.Options.Name == given.GetValueOrDefault("connection")) ?? (connections.All.Count == 1 ? connections.All[0] : null);
        return asked.Argument.Name switch
        {
            "connection" or "source" or "target" => Result([.. connections.All.Select(c => c.Options.Name).Where(name => name.StartsWith(beginning, StringComparison.Ordinal))], false),
            "database" when connection is not null => Result([.. (await DatabasesAsync(connection, cancellationToken)).Where(number => number.StartsWith(beginning, StringComparison.Ordinal))], false),
            "key" or "pattern" when connection is not null => await KeysAsync(request.User, connection, given.GetValueOrDefault("database"), beginning, cancellationToken),
            _ => Result([], false),
        };
    }

    // Databases that hold keys, and the connection's own.
    private static async Task<IEnumerable<string>> DatabasesAsync(RedisConnection connection, CancellationToken cancellationToken)
    {
        var numbers = new SortedSet<int> { connection.Options.Database };
        if (connection.Options.Kind != ConnectionKind.Cluster)
        {
            try
            {
                var info = await connection.Bind(null, Info, AccessLevel.Read, new CommandTrace()).ExecuteAsync(RedisCommand.Of("INFO").Arg("keyspace"), cancellationToken);
                numbers.UnionWith(InfoText.Parse(info.Text).Starting("db").Select(line => int.TryParse(line.Key.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0));
            }
            catch (Fault)
            {
                numbers.UnionWith(connection.Options.Databases ?? []);
            }
        }
        return numbers.Where(number => connection.Options.Databases?.Contains(number) ?? true).Select(number => number.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<CompleteResult> KeysAsync(ClaimsPrincipal? user, RedisConnection connection, string? database, string beginning, CancellationToken cancellationToken)
    {
        int? number = int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : null;
        var found = new SortedSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        for (int page = 0; page < MaxPages && found.Count < MaxValues; page++)
        {
            var arguments = new Dictionary<string, string> { ["pattern"] = Literal(beginning) + "*" };
            if (cursor is not null)
            {
                arguments["cursor"] = cursor;
            }
            var json = arguments.ToDictionary(a => a.Key, a => JsonSerializer.SerializeToElement(a.Value, McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(string))));
            if (await call(new(user, "redis_key_scan", connection.Options.Name, number, json), cancellationToken) is not { Code: null } answer)
            {
                break;
            }
            using var reply = JsonDocument.Parse(answer.Json);
            // A key that is no text, or was cut, cannot be typed in.
            found.UnionWith(reply.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("key"))
                .Where(key => key.TryGetProperty("text", out _) && !key.TryGetProperty("truncated", out _)).Select(key => key.GetProperty("text").GetString()!));
            cursor = reply.RootElement.GetProperty("cursor").GetString();
            if (cursor is null)
            {
                break;
            }
        }
        return Result([.. found], cursor is not null);
    }

    private static CompleteResult Result(string[] values, bool more) => new()
    {
        Completion = new Completion { Values = values.Length > MaxValues ? values[..MaxValues] : values, HasMore = more || values.Length > MaxValues, Total = more ? null : values.Length },
    };

    private static string Literal(string text)
    {
        var pattern = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            pattern.Append(c is '*' or '?' or '[' or ']' or '\\' or '^' ? "\\" : "").Append(c);
        }
        return pattern.ToString();
    }
}
