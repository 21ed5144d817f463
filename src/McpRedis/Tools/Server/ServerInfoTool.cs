using System.Text;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Server;

[RedisTool("redis_server_info", "Server information", Toolset.Server, Risk.Read, "INFO")]
internal sealed class ServerInfoTool(IRedisGateway redis, OutputBudget budget)
{
    private static readonly string[] Default = ["server", "clients", "memory", "persistence", "stats", "replication", "cluster", "keyspace"];

    private static readonly string[] Known =
        [.. Default, "cpu", "commandstats", "latencystats", "errorstats", "modules", "sentinel", "threads", "keysizes", "hotkeys", "everything"];

    /// <summary>INFO by section, of every node of a cluster.</summary>
    /// <param name="sections">Section names such as memory or commandstats; default the usual ones.</param>
    /// <returns>Sections by name. Addresses, file paths and credentials are left out.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/info/"/>
    public async Task<ServerInfo> RunAsync([Items(1, 20)] string[]? sections = null, CancellationToken cancellationToken = default)
    {
        string[] wanted = [.. (sections ?? Default).Select(s => s.ToLowerInvariant())];
        foreach (string section in wanted)
        {
            if (!Known.Contains(section))
            {
                throw Fault.Argument("sections", $"no section of that name; known are {string.Join(", ", Known)}.{Nearest.Hint(section, Known)}");
            }
        }
        // One INFO for all: servers before 7.0 take a single section.
        bool rare = wanted.Any(s => !Default.Contains(s));
        var replies = await redis.ForEachNodeAsync(rare ? RedisCommand.Of("INFO").Arg("everything").Large() : RedisCommand.Of("INFO"), cancellationToken);
        if (replies.Count == 1 && replies[0].Fault is { } fault)
        {
            throw fault;
        }
        return new([.. replies.Select(r => Node(r, wanted))], replies.Count(r => r.Fault is not null), budget.CutBy is not null, budget.CutBy);
    }

    private NodeInfo Node(NodeReply reply, string[] wanted)
    {
        var sections = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        budget.TryTakeText(96);   // the node and its braces, however little is left
        if (reply.Fault is not null)
        {
            return new(reply.Node, reply.Fault.Code.Wire(), sections);
        }
        var info = InfoText.Parse(reply.Reply.Text);
        foreach (string section in info.Sections)
        {
            string name = section.ToLowerInvariant();
            if (!wanted.Contains(name) && !wanted.Contains("everything"))
            {
                continue;
            }
            budget.TryTakeText(section.Length + 8);
            var fields = new Dictionary<string, string>();
            foreach (var (field, value) in info.Section(section))
            {
                string? shown = InfoRedaction.Show(field, value);
                if (shown is not null && budget.TryTakeText(Size(field) + Size(shown) + 8))
                {
                    // One line for each module, all of the same name.
                    fields[field] = fields.TryGetValue(field, out string? before) ? $"{before}; {shown}" : shown;
                }
            }
            sections[name] = fields;
        }
        return new(reply.Node, null, sections);
    }

    private static int Size(string text) => TextCut.JsonSize(Encoding.UTF8.GetBytes(text));
}

/// <param name="Nodes">One for a standalone server, every node of a cluster.</param>
/// <param name="Failed">Nodes that did not answer; their error says why.</param>
/// <param name="Truncated">True when fields were left out.</param>
/// <param name="TruncatedBy">Limit that left them out.</param>
internal sealed record ServerInfo(IReadOnlyList<NodeInfo> Nodes, int Failed, bool Truncated, string? TruncatedBy);

/// <param name="Node">Name and role.</param>
/// <param name="Error">Why this node is missing; null when it answered.</param>
/// <param name="Sections">Fields by section, as the server spells them.</param>
internal sealed record NodeInfo(string Node, string? Error, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Sections);
