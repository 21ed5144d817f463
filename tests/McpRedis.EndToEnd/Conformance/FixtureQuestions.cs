using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>Tools that ask the client while they run, as the handshake era knows it: the user, or a language model.</summary>
internal static class FixtureQuestions
{
    public static IEnumerable<FixtureTool> Tools =>
    [
        new("test_sampling", async (request, cancellationToken) =>
        {
            var answer = await request.Server.SampleAsync(FixtureInputs.Sampling(FixtureTool.Argument(request, "prompt"), 100), cancellationToken);
            return FixtureTool.Text($"LLM response: {string.Concat(answer.Content.OfType<TextContentBlock>().Select(block => block.Text))}");
        }, """{"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"]}"""),
        new("test_elicitation", async (request, cancellationToken) => FixtureTool.Text("User response: " + await AskAsync(request, FixtureTool.Argument(request, "message"), new()
        {
            Properties =
            {
                ["username"] = new StringSchema { Description = "User's response" },
                ["email"] = new StringSchema { Description = "User's email address" },
            },
            Required = ["username", "email"],
        }, cancellationToken)), """{"type":"object","properties":{"message":{"type":"string"}},"required":["message"]}"""),
        new("test_elicitation_sep1034_defaults", async (request, cancellationToken) => FixtureTool.Text("Elicitation completed: " + await AskAsync(request, "Please check the defaults.", new()
        {
            Properties =
            {
                ["name"] = new StringSchema { Default = "John Doe" },
                ["age"] = new NumberSchema { Type = "integer", Default = 30 },
                ["score"] = new NumberSchema { Default = 95.5 },
                ["status"] = new UntitledSingleSelectEnumSchema { Enum = ["active", "inactive", "pending"], Default = "active" },
                ["verified"] = new BooleanSchema { Default = true },
            },
        }, cancellationToken))),
        new("test_elicitation_sep1330_enums", async (request, cancellationToken) => FixtureTool.Text("Elicitation completed: " + await AskAsync(request, "Please choose.", new()
        {
            Properties =
            {
                ["untitledSingle"] = new UntitledSingleSelectEnumSchema { Enum = ["option1", "option2", "option3"] },
                ["titledSingle"] = new TitledSingleSelectEnumSchema { OneOf = Titled("First Option", "Second Option", "Third Option") },
#pragma warning disable MCP9001 // The suite asks for the old form as well.
                ["legacyEnum"] = new LegacyTitledEnumSchema { Enum = ["opt1", "opt2", "opt3"], EnumNames = ["Option One", "Option Two", "Option Three"] },
#pragma warning restore MCP9001
                ["untitledMulti"] = new UntitledMultiSelectEnumSchema { Items = new() { Enum = ["option1", "option2", "option3"] } },
                ["titledMulti"] = new TitledMultiSelectEnumSchema { Items = new() { AnyOf = Titled("First Choice", "Second Choice", "Third Choice") } },
            },
        }, cancellationToken))),
    ];

    private static EnumSchemaOption[] Titled(params string[] titles) => [.. titles.Select((title, index) => new EnumSchemaOption { Const = $"value{index + 1}", Title = title })];

    private static async Task<string> AskAsync(RequestContext<CallToolRequestParams> request, string message, RequestSchema schema, CancellationToken cancellationToken)
    {
        var answer = await request.Server.ElicitAsync(new ElicitRequestParams { Message = message, RequestedSchema = schema }, cancellationToken);
        return $"action={answer.Action}, content={JsonSerializer.Serialize(answer.Content)}";
    }
}
