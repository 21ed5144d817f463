using System.Text.Json;
using McpRedis.Guard;
using McpRedis.Reply;

namespace McpRedis.Pipeline;

/// <summary>confirmation_required as the client reads it: the error, the preview, and the token to repeat the call with.</summary>
internal static class ConfirmationReply
{
    private const int MostKeyJsonBytes = 256;

    // {"code":"confirmation_required","message":…,"hint":…,"retryable":false,
    //  "preview":{"summary":"deletes 3 keys","connection":"default","database":0,"keys":3,"withoutExpiry":1,"sample":[{"text":"a"}],"target":null},
    //  "confirmToken":"AQ…","expiresInMs":120000}
    public static void Write(Utf8JsonWriter writer, ConfirmationNeeded needed)
    {
        writer.WriteStartObject();
        ErrorReply.WriteMembers(writer, needed);
        WritePreview(writer, needed);
        // What goes to a client that asks its user does not go to the model.
        if (needed is { Path: ConfirmPath.Token, Seal: { } token })
        {
            writer.WriteString("confirmToken"u8, token);
            writer.WriteNumber("expiresInMs"u8, (long)ConfirmDesk.Lifetime.TotalMilliseconds);
        }
        writer.WriteEndObject();
    }

    private static void WritePreview(Utf8JsonWriter writer, ConfirmationNeeded needed)
    {
        var effect = needed.Effect;
        writer.WriteStartObject("preview"u8);
        writer.WriteString("summary"u8, effect.Summary);
        writer.WriteString("connection"u8, needed.Connection);
        WriteNumber(writer, "database", needed.Database);
        WriteNumber(writer, "keys", effect.Keys);
        WriteNumber(writer, "withoutExpiry", effect.WithoutExpiry);
        writer.WriteStartArray("sample"u8);
        foreach (byte[] key in effect.Sample.Take(Effect.MostSampled))
        {
            ReplyJson.WriteText(writer, new RedisText(TextCut.ToJsonSize(key, MostKeyJsonBytes), key.Length));
        }
        writer.WriteEndArray();
        writer.WriteString("target"u8, effect.Target);
        if (effect.Plan.Count > 0)
        {
            writer.WriteStartArray("plan"u8);
            foreach (string line in PlanText.Lines(effect.Plan))
            {
                writer.WriteStringValue(line);
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is { } known)
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
