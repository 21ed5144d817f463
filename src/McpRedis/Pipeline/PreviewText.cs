using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using McpRedis.Guard;
using McpRedis.Reply;

namespace McpRedis.Pipeline;

/// <summary>
/// The preview for a person's eyes: what, how much, where, and some of the keys. Names of keys come from whoever can
/// write to Redis: they are quoted, shortened, and what cannot be seen in them, or could pass for markup, is spelled out.
/// </summary>
internal static class PreviewText
{
    private const int MostKeyJsonBytes = 120;

    public static string Of(ConfirmationNeeded needed)
    {
        var effect = needed.Effect;
        var text = new StringBuilder($"This call {effect.Summary}.");
        if (needed.Connection is { } connection)
        {
            text.Append($"\nConnection: {connection}, database {needed.Database}");
        }
        if (effect.Keys is { } keys)
        {
            text.Append($"\nKeys: {Count(keys)}{(effect.WithoutExpiry is { } without ? $", {Count(without)} of them without expiry" : "")}");
        }
        var sample = effect.Sample.Take(Effect.MostSampled).ToArray();
        foreach (byte[] key in sample)
        {
            text.Append("\n  ").Append(Quote(key));
        }
        if (effect.Keys > sample.Length && sample.Length > 0)
        {
            text.Append($"\n  and {Count(effect.Keys.Value - sample.Length)} more");
        }
        foreach (string line in PlanText.Lines(effect.Plan))
        {
            text.Append("\n> ").Append(line);
        }
        return WithoutMarkup(text.Append("\nNothing has been done yet.").ToString());
    }

    private static string Quote(byte[] key)
    {
        var shown = TextCut.ToJsonSize(key, MostKeyJsonBytes);
        string name = Utf8.IsValid(shown.Span)
            ? $"\"{JsonEncodedText.Encode(shown.Span, ReplyJson.Encoder)}\""
            : $"base64 {Convert.ToBase64String(shown.Span)}";
        return shown.Length < key.Length ? $"{name}... ({key.Length} bytes)" : name;
    }

    // A client may show the text as Markdown; a name must not become a link, a picture or emphasis there. Spelled like what cannot be seen.
    private static string WithoutMarkup(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            plain.Append(IsMarkup(text, i) ? $"\\u{(int)text[i]:X4}" : text[i]);
        }
        return plain.ToString();
    }

    private static bool IsMarkup(string text, int at) => text[at] switch
    {
        '[' or ']' or '*' or '!' or '<' or '`' or '~' or '|' => true,
        // Inside a word it marks nothing, and names are full of it.
        '_' => at == 0 || at == text.Length - 1 || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at + 1]),
        // Addresses become links by themselves.
        ':' => text.AsSpan(at).StartsWith("://", StringComparison.Ordinal),
        '.' => text.AsSpan(0, at).EndsWith("www", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', ' ');
}
