using System.Text.Json;

namespace McpRedis.Catalogue;

/// <summary>What a tool answered, and the generated code that writes it.</summary>
internal readonly record struct ToolReply(object Value, Action<Utf8JsonWriter, object> Write);
