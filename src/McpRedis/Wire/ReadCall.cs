using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Pipeline;

namespace McpRedis.Wire;

/// <summary>A tools/call of a reading tool, read from its params.</summary>
internal static class ReadCall
{
    private const int MostArguments = 32;

    // {"name":"redis_string_get","arguments":{"keys":["a"]}}
    /// <summary>Null when it is not one: a tool that changes something may have to ask the user, which needs the SDK; so do <c>_meta</c> and unknown names.</summary>
    /// <param name="parameters">The request's <c>params</c>.</param>
    /// <param name="catalogue">What the caller sees.</param>
    /// <param name="revision">Of the stateless era, whose calls say in <c>_meta</c> which one they are of and what the client can do; null for the handshake era.</param>
    public static CallRequest? TryRead(ReadOnlyMemory<byte> parameters, ToolCatalogue catalogue, string? revision = null)
    {
        bool meta = false;
        ToolDefinition? tool = null;
        Dictionary<string, JsonElement>? arguments = null;
        var reader = new Utf8JsonReader(parameters.Span);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (tool is null && reader.ValueTextEquals("name"u8))
                {
                    tool = reader.Read() && reader.TokenType == JsonTokenType.String ? catalogue.Find(reader.GetString()!) : null;
                    if (tool is null)
                    {
                        return null;
                    }
                }
                else if (arguments is null && reader.ValueTextEquals("arguments"u8))
                {
                    reader.Read();
                    if (reader.TokenType != JsonTokenType.StartObject)
                    {
                        return null;
                    }
                    arguments = ReadArguments(ref reader);
                    if (arguments is null)
                    {
                        return null;
                    }
                }
                else if (!meta && revision is not null && reader.ValueTextEquals("_meta"u8))
                {
                    if (!CallMeta.IsPlain(ref reader, revision))
                    {
                        return null;
                    }
                    meta = true;
                }
                else
                {
                    return null;
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
        return tool is { Risk: Risk.Read } && meta == revision is not null ? new CallRequest(tool, arguments) : null;
    }

    // Null for more than any tool takes: each is a document of its own here.
    private static Dictionary<string, JsonElement>? ReadArguments(ref Utf8JsonReader reader)
    {
        var arguments = new Dictionary<string, JsonElement>(4);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (arguments.Count == MostArguments)
            {
                return null;
            }
            string name = reader.GetString()!;
            reader.Read();
            arguments[name] = JsonElement.ParseValue(ref reader);   // copies: the line is overwritten by the next one
        }
        return arguments;
    }
}
