using System.Globalization;
using System.Text;
using McpRedis.Catalogue;

namespace McpRedis.Wire;

/// <summary>The answer to tools/list of the handshake era, put together from pieces made at build time.</summary>
internal static class ToolList
{
    public static byte[] Result(ToolCatalogue catalogue)
    {
        var json = new StringBuilder("{\"tools\":[", 32 * 1024);
        foreach (var tool in catalogue.Listed)
        {
            json.Append(json.Length > 10 ? "," : "").Append(tool.WireHead).Append(catalogue.InputSchemaOf(tool));
            json.Append(",\"outputSchema\":").Append(tool.OutputSchema).Append(catalogue.WireTailOf(tool));
        }
        long lifetime = (long)ToolCatalogue.ListLifetime.TotalMilliseconds;
        json.Append("],\"ttlMs\":").Append(lifetime.ToString(CultureInfo.InvariantCulture)).Append(",\"cacheScope\":\"private\"}");
        return Encoding.UTF8.GetBytes(json.ToString());
    }
}
