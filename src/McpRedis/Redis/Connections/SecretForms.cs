using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace McpRedis.Redis.Connections;

/// <summary>The ways a secret can be written in a text.</summary>
internal static partial class SecretForms
{
    /// <summary>A base64 stretch shorter than this says too little about a secret, and stands in too many other texts.</summary>
    private const int ShortestStretch = 6;

    /// <summary>Under three bytes the whole base64 is four characters or less: chance.</summary>
    private const int ShortestSecretBytes = 3;

    public static IEnumerable<string> Of(string secret)
    {
        yield return secret;
        string percent = Uri.EscapeDataString(secret);
        yield return percent;
        yield return LowerHex(percent);
        string form = percent.Replace("%20", "+", StringComparison.Ordinal);
        yield return form;
        yield return LowerHex(form);
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        foreach (string base64 in Base64(Encoding.UTF8.GetBytes(secret)))
        {
            yield return base64;
            yield return base64.Replace('+', '-').Replace('/', '_');
        }
    }

    // In a longer base64 ("user:secret" of a Basic header) the secret begins at one of three places of a group of four.
    // Its first and last characters are mixed with what stands beside it, so only the stretch between is looked for.
    private static IEnumerable<string> Base64(byte[] bytes)
    {
        string whole = Convert.ToBase64String(bytes);
        if (bytes.Length >= ShortestSecretBytes)
        {
            yield return whole;
            yield return whole.TrimEnd('=');
        }
        for (int before = 0; before < 3; before++)
        {
            string text = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            int from = before == 0 ? 0 : before + 1;
            int to = (before + bytes.Length) * 8 / 6;
            if (to - from >= ShortestStretch)
            {
                yield return text[from..to];
            }
        }
    }

    private static string LowerHex(string text) => Escape().Replace(text, match => match.Value.ToLowerInvariant());

    [GeneratedRegex("%[0-9A-F]{2}")]
    private static partial Regex Escape();
}
