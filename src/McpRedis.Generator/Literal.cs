using System.Globalization;
using System.Text;

namespace McpRedis.Generator;

/// <summary>Text as a C# or JSON string literal, and names in their wire form.</summary>
internal static class Literal
{
    public static string CSharp(string text)
    {
        var code = new StringBuilder("\"");
        foreach (char c in text)
        {
            code.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                < ' ' or > '~' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }
        return code.Append('"').ToString();
    }

    public static string Json(string text)
    {
        var json = new StringBuilder("\"");
        foreach (char c in text)
        {
            json.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }
        return json.Append('"').ToString();
    }

    public static string Array(IEnumerable<string> items) => "[" + string.Join(", ", items.Select(CSharp)) + "]";

    /// <summary><c>TtlMs</c> is <c>ttlMs</c>, as JSON members and enum values are written.</summary>
    public static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);
}
