using System.Globalization;
using System.Text;

namespace McpRedis.Hosting;

/// <summary>
/// Text for a terminal in which nothing is a command to it: what a server says of itself, the reasons it refuses a key with and the names of users and modules come from whoever
/// has that server, and a terminal obeys an escape sequence whoever wrote it.
/// </summary>
internal static class TerminalText
{
    /// <summary>Controls, and characters that are not seen but turn or join what is, as <c>\u001b</c>.</summary>
    public static string Of(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }
        return shown.ToString();
    }
}
