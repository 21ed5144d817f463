using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using McpRedis.Reply;

namespace McpRedis.Pipeline;

/// <summary>The commands of a plan, a line each, as one would type them: <c>SET cart:7 "two words"</c>. Long ones are cut and say so.</summary>
internal static class PlanText
{
    private const int MostLines = 20;
    private const int MostArguments = 30;
    private const int MostJsonBytes = 3000;
    private const int MostArgumentJsonBytes = 1000;

    public static IReadOnlyList<string> Lines(IReadOnlyList<IReadOnlyList<byte[]>> plan)
    {
        var lines = new List<string>();
        int left = MostJsonBytes;
        foreach (var command in plan)
        {
            if (lines.Count == MostLines || left <= 0)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"and {plan.Count - lines.Count} more"));
                break;
            }
            lines.Add(Line(command, ref left));
        }
        return lines;
    }

    private static string Line(IReadOnlyList<byte[]> command, ref int left)
    {
        var line = new StringBuilder();
        int shown = 0;
        while (shown < command.Count && shown < MostArguments && left > 0)
        {
            string word = Word(command[shown++], Math.Min(left, MostArgumentJsonBytes));
            line.Append(line.Length == 0 ? "" : " ").Append(word);
            left -= word.Length;
        }
        return shown == command.Count ? line.ToString() : line.Append(CultureInfo.InvariantCulture, $" and {command.Count - shown} more arguments").ToString();
    }

    private static string Word(byte[] argument, int mostJsonBytes)
    {
        var shown = TextCut.ToJsonSize(argument, mostJsonBytes);
        string text = !Utf8.IsValid(shown.Span) ? $"base64:{Convert.ToBase64String(shown.Span)}"
            : IsPlain(argument) ? Encoding.UTF8.GetString(shown.Span) : $"\"{JsonEncodedText.Encode(shown.Span, ReplyJson.Encoder)}\"";
        return shown.Length < argument.Length ? $"{text}... ({argument.Length} bytes)" : text;
    }

    private static bool IsPlain(byte[] argument) => argument.Length > 0 && argument.All(b => char.IsAsciiLetterOrDigit((char)b) || "_-.:{}*@/+=$#,".Contains((char)b, StringComparison.Ordinal));
}
