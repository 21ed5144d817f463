using McpRedis.Catalogue;

namespace McpRedis.Stdio;

/// <summary>The answer to tools/list of the handshake era.</summary>
internal static class ToolList
{
    public static byte[] Result(ToolCatalogue catalogue)
    {
        using var line = new AnswerBuffer();
        var writer = line.Writer;
        writer.WriteStartObject();
        writer.WriteStartArray("tools"u8);
        foreach (var tool in catalogue.Listed)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tool.Name);
            writer.WriteString("title"u8, tool.Title);
            writer.WriteString("description"u8, tool.Description);
            writer.WritePropertyName("inputSchema"u8);
            writer.WriteRawValue(catalogue.InputSchemaOf(tool), skipInputValidation: true);
            writer.WritePropertyName("outputSchema"u8);
            writer.WriteRawValue(tool.OutputSchema, skipInputValidation: true);
            writer.WriteStartObject("annotations"u8);
            writer.WriteString("title"u8, tool.Title);
            writer.WriteBoolean("readOnlyHint"u8, tool.Risk == Risk.Read);
            writer.WriteBoolean("destructiveHint"u8, tool.Risk >= Risk.Destructive);
            writer.WriteBoolean("idempotentHint"u8, tool.Idempotent);
            writer.WriteBoolean("openWorldHint"u8, false);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNumber("ttlMs"u8, (long)ToolCatalogue.ListLifetime.TotalMilliseconds);
        writer.WriteString("cacheScope"u8, "private"u8);
        writer.WriteEndObject();
        return line.Written.ToArray();
    }
}
