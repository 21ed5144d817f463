using System.Text.RegularExpressions;
using McpRedis.Reply;

namespace McpRedis.Prompts;

/// <summary>A prompt's text and what a person filled in.</summary>
internal static partial class PromptText
{
    /// <summary>The text with its arguments, each as a JSON string, so that where one ends can be seen; a line for one that was left out is dropped.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> arguments) =>
        string.Join('\n', text.Split('\n')
            .Where(line => Place().Matches(line).All(place => arguments.ContainsKey(place.Groups[1].Value)))
            // In one pass: what an argument holds is not looked at again.
            .Select(line => Place().Replace(line, place => $"\"{ReplyJson.Encoder.Encode(arguments[place.Groups[1].Value])}\""))).Trim();

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Place();
}
