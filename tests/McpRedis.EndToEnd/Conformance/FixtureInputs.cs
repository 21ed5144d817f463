using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>Tools that need something of the client and are called again with it, as 2026-07-28 knows it.</summary>
internal static class FixtureInputs
{
    public static IEnumerable<FixtureTool> Tools =>
    [
        new("test_input_required_result_elicitation", (request, _) =>
            Form(request.Params, "user_name") is { } name ? new(FixtureTool.Text($"Hello, {name["name"]}!")) : throw Needs(("user_name", Ask("What is your name?", "name")))),
        new("test_input_required_result_sampling", (request, _) =>
            Has(request.Params, "capital_question") ? new(FixtureTool.Text(Raw(request.Params, "capital_question"))) : throw Needs(("capital_question", InputRequest.ForSampling(Sampling("What is the capital of France?", 100))))),
        new("test_input_required_result_list_roots", (request, _) =>
            Has(request.Params, "client_roots") ? new(FixtureTool.Text(Raw(request.Params, "client_roots"))) : throw Needs(("client_roots", Roots()))),
        new("test_input_required_result_multiple_inputs", (request, _) =>
            FixtureState.Says(request.Params, "several") && Has(request.Params, "user_name") && Has(request.Params, "greeting") && Has(request.Params, "client_roots")
                ? new(FixtureTool.Text("All three came."))
                : throw Needs("several", ("user_name", Ask("What is your name?", "name")), ("greeting", InputRequest.ForSampling(Sampling("Generate a greeting", 50))), ("client_roots", Roots()))),
        new("test_input_required_result_multi_round", (request, _) => FixtureState.Read(request.Params) switch
        {
            null => throw Needs("first", ("step1", Ask("Step 1: What is your name?", "name"))),
            "first" => throw Needs("second", ("step2", Ask("Step 2: What is your favorite color?", "color"))),
            _ => new(FixtureTool.Text("Both steps are done.")),
        }),
        new("test_input_required_result_request_state", (request, _) =>
            FixtureState.Says(request.Params, "asked") ? new(FixtureTool.Text("state-ok")) : throw Needs("asked", ("confirm", Confirm()))),
        new("test_input_required_result_tampered_state", (request, _) =>
            FixtureState.Says(request.Params, "sealed") ? new(FixtureTool.Text("As it was.")) : throw Needs("sealed", ("confirm", Confirm()))),
        new("test_input_required_result_capabilities", (request, _) => throw Needs([.. Askable(request.Server)])),
        new("test_streaming_elicitation", (request, _) =>
            Form(request.Params, "user_name") is not null ? new(FixtureTool.Text("Thank you.")) : throw Needs(("user_name", Ask("What is your name?", "name")))),
        new("test_missing_capability", (request, _) => request.Server.ClientCapabilities?.Sampling is null
            ? throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() }, "This tool needs sampling.")
            : new(FixtureTool.Text("It can."))),
    ];

    public static CreateMessageRequestParams Sampling(string prompt, int maxTokens) => new()
    {
        Messages = [new SamplingMessage { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }],
        MaxTokens = maxTokens,
    };

    public static InputRequest Ask(string message, string field) => InputRequest.ForElicitation(new()
    {
        Message = message,
        RequestedSchema = new() { Properties = { [field] = new ElicitRequestParams.StringSchema() }, Required = [field] },
    });

    /// <summary>Fields of an accepted form; null when the answer is missing or none.</summary>
    public static IDictionary<string, System.Text.Json.JsonElement>? Form(RequestParams? parameters, string key)
    {
        try
        {
            return Has(parameters, key) && parameters!.InputResponses![key].Deserialize(InputResponse.ElicitResultJsonTypeInfo) is { IsAccepted: true } answer ? answer.Content : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    public static InputRequiredException Needs(params (string Key, InputRequest Request)[] inputs) => Needs(null, inputs);

    private static InputRequiredException Needs(string? state, params (string Key, InputRequest Request)[] inputs) =>
        new(inputs.ToDictionary(input => input.Key, input => input.Request), state is null ? null : FixtureState.Seal(state));

    private static bool Has(RequestParams? parameters, string key) => parameters?.InputResponses?.ContainsKey(key) == true;

    private static string Raw(RequestParams? parameters, string key) => parameters!.InputResponses![key].RawValue.GetRawText();

    private static InputRequest Roots() => InputRequest.ForRootsList(new());

    private static InputRequest Confirm() => InputRequest.ForElicitation(new()
    {
        Message = "Please confirm",
        RequestedSchema = new() { Properties = { ["ok"] = new ElicitRequestParams.BooleanSchema() }, Required = ["ok"] },
    });

    private static IEnumerable<(string, InputRequest)> Askable(McpServer server)
    {
        if (server.ClientCapabilities?.Sampling is not null)
        {
            yield return ("greeting", InputRequest.ForSampling(Sampling("Generate a greeting", 50)));
        }
        if (server.ClientCapabilities?.Elicitation is not null)
        {
            yield return ("user_name", Ask("What is your name?", "name"));
        }
        if (server.ClientCapabilities?.Roots is not null)
        {
            yield return ("client_roots", Roots());
        }
    }
}
