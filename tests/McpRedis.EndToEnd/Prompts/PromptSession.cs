using System.Text.Json;

namespace McpRedis.EndToEnd.Prompts;

/// <summary>One file of tests/prompts: data that is there, and what a person then asks for, one after the other.</summary>
/// <param name="Title">What the session is about.</param>
/// <param name="Connections">Names; each gets a server of its own. Default: one, <c>default</c>.</param>
/// <param name="Options">Of the program, beside the environment.</param>
/// <param name="Seed">Commands run on the first server before the session.</param>
/// <param name="Requests">In order.</param>
internal sealed record PromptSession(string Title, string[]? Connections, string[]? Options, string[][] Seed, PromptRequest[] Requests)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static PromptSession Parse(string json) => JsonSerializer.Deserialize<PromptSession>(json, Strict) ?? throw new JsonException("null");
}

/// <param name="Ask">What the person says.</param>
/// <param name="Calls">What an assistant calls to answer it.</param>
/// <param name="Redis">What must be so in Redis afterwards, looked at without the program.</param>
internal sealed record PromptRequest(string Ask, PromptCall[] Calls, PromptFact[]? Redis);

/// <param name="Tool">Name.</param>
/// <param name="Arguments">A text <c>$name</c> stands for what an earlier call kept.</param>
/// <param name="Reply">What the reply must hold; see <see cref="Expectation"/>.</param>
/// <param name="Error">The code, of a call that must fail.</param>
/// <param name="Confirm">What the preview must hold, of a call the user confirms; the target is typed back where it asks for one.</param>
/// <param name="Keep">Members of the reply by the name later calls know them by; <c>repair.planId</c> is one of a member.</param>
internal sealed record PromptCall(string Tool, JsonElement Arguments, JsonElement? Reply, string? Error, JsonElement? Confirm, Dictionary<string, string>? Keep);

/// <param name="Command">As sent.</param>
/// <param name="Reply">Text of the reply; a list of texts for an array.</param>
/// <param name="Connection">Which server; default the first.</param>
internal sealed record PromptFact(string[] Command, JsonElement Reply, string? Connection);
