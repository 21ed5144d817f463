using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>The prompts the suite gets by name.</summary>
internal static class FixturePrompts
{
    public static ListPromptsResult List { get; } = new()
    {
        Prompts =
        [
            Prompt("test_simple_prompt"),
            Prompt("test_prompt_with_arguments", "arg1", "arg2"),
            Prompt("test_prompt_with_embedded_resource", "resourceUri"),
            Prompt("test_prompt_with_image"),
            Prompt("test_input_required_result_prompt"),
        ],
    };

    public static GetPromptResult Get(RequestContext<GetPromptRequestParams> request)
    {
        string Argument(string name) => request.Params!.Arguments![name].GetString()!;
        return request.Params?.Name switch
        {
            "test_simple_prompt" => Says(Text("This is a simple prompt for testing.")),
            "test_prompt_with_arguments" => Says(Text($"Prompt with arguments: arg1='{Argument("arg1")}', arg2='{Argument("arg2")}'")),
            "test_prompt_with_embedded_resource" => Says(FixtureContent.Embedded(Argument("resourceUri"), "text/plain", "Embedded resource content for testing."), Text("Please process the embedded resource above.")),
            "test_prompt_with_image" => Says(ImageContentBlock.FromBytes(FixtureContent.Png, "image/png"), Text("Please analyze the image above.")),
            "test_input_required_result_prompt" => FixtureInputs.Form(request.Params, "user_context") is { } form
                ? Says(Text($"Context: {form["context"]}"))
                : throw FixtureInputs.Needs(("user_context", FixtureInputs.Ask("What context should the prompt use?", "context"))),
            _ => throw new McpProtocolException("Unknown prompt.", McpErrorCode.InvalidParams),
        };
    }

    private static Prompt Prompt(string name, params string[] arguments) => new()
    {
        Name = name,
        Description = $"Fixture {name} of the conformance suite.",
        Arguments = [.. arguments.Select(argument => new PromptArgument { Name = argument, Description = argument, Required = true })],
    };

    private static TextContentBlock Text(string text) => new() { Text = text };

    private static GetPromptResult Says(params ContentBlock[] content) => new() { Messages = [.. content.Select(block => new PromptMessage { Role = Role.User, Content = block })] };
}
