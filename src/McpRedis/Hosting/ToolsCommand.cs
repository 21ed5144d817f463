using System.Text.Json;
using McpRedis.Catalogue;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpRedis.Hosting;

/// <summary><c>mcp-redis tools</c>: the catalogue as a client sees it, and what it costs a model to have it in view.</summary>
internal static class ToolsCommand
{
    public static int Run(Startup startup, bool json)
    {
        if (startup.Refuse() is { } refused)
        {
            return refused;
        }
        var composition = new Composition(startup.Configuration.Options, startup.Configuration.Connections, null, NullLoggerFactory.Instance, TimeProvider.System);
        if (json)
        {
            var list = new ListToolsResult { Tools = [.. composition.Local.Options.ToolCollection!.Select(t => t.ProtocolTool)] };
            Console.Out.WriteLine(JsonSerializer.Serialize(list, McpJsonUtilities.GetTypeInfo<ListToolsResult>(McpJsonUtilities.DefaultOptions)));
            return ExitCode.Ok;
        }
        foreach (var group in composition.Catalogue.Listed.GroupBy(t => t.Toolset))
        {
            var sum = ToolCost.Of(group, composition.Catalogue);
            Console.Out.WriteLine($"{group.Key.Wire()}: {group.Count()} tools, {sum.Bytes} bytes, {sum.TokenText}");
            foreach (var tool in group)
            {
                var cost = ToolCost.Of(tool, composition.Catalogue);
                Console.Out.WriteLine($"  {tool.Name,-28} {(tool.ByCommand ? "by command" : tool.Risk),-11} {cost.Bytes,5} bytes {cost.Tokens,5} tokens  {tool.Description}");
            }
        }
        var total = ToolCost.Of(composition.Catalogue.Listed, composition.Catalogue);
        Console.Out.WriteLine($"total: {composition.Catalogue.Listed.Count} tools, {total.Bytes} bytes, {total.TokenText} (o200k) of name, description and input schema");
        return ExitCode.Ok;
    }
}
