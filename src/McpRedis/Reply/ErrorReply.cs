using System.Text.Json;
using McpRedis.Faults;

namespace McpRedis.Reply;

/// <summary>A failed call as the client reads it: <c>{"code","message","hint","retryable"}</c>.</summary>
internal static class ErrorReply
{
    public static void Write(Utf8JsonWriter writer, Fault fault)
    {
        writer.WriteStartObject();
        WriteMembers(writer, fault);
        writer.WriteEndObject();
    }

    /// <summary>For an error that says more.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, Fault fault)
    {
        writer.WriteString("code"u8, fault.Code.Wire());
        writer.WriteString("message"u8, fault.Message);
        writer.WriteString("hint"u8, fault.Hint);
        writer.WriteBoolean("retryable"u8, fault.Retryable);
    }
}
