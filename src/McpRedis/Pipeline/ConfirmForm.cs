using System.Text.Json;
using McpRedis.Guard;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Pipeline;

/// <summary>
/// The question to a client's user, and the reading of the answer. Nothing is accepted by default: there is a choice
/// without one, and where the effect has a target it is to be typed. What is not exactly an answer is none.
/// </summary>
internal static class ConfirmForm
{
    private const string Question = "confirm", Choice = "proceed", Target = "target";
    private const string FirstWithoutHandshake = "2026-07-28";
    private const string Yes = "yes", No = "no";

    /// <summary>How this client confirms, and what it answered if this is the repeated call.</summary>
    public static CallProof Read(RequestContext<CallToolRequestParams> request)
    {
        string? state = request.Params?.RequestState;
        var answers = request.Params?.InputResponses;
        if (state is null && answers is null)
        {
            return CanAsk(request.Server) ? CallProof.Asking : CallProof.Telling;
        }
        return state is not null && answers is { Count: 1 } && answers.TryGetValue(Question, out InputResponse? answer)
            ? Read(state, answer?.RawValue ?? default)
            : new(ConfirmPath.User, null, UserChoice.Unreadable);
    }

    /// <summary>
    /// Asks. In the newest revision the call ends here and its client repeats it with the answer. In the older ones the
    /// server asks while the call waits; by itself and not through the SDK's translation, which would answer a client
    /// that cannot after all with an error of the protocol.
    /// </summary>
    /// <exception cref="InputRequiredException">The call goes on when it comes again.</exception>
    public static async ValueTask<CallProof> AskAsync(McpServer server, ConfirmationNeeded needed, CancellationToken cancellationToken)
    {
        if (string.CompareOrdinal(server.NegotiatedProtocolVersion ?? FirstWithoutHandshake, FirstWithoutHandshake) >= 0)
        {
            throw new InputRequiredException(new Dictionary<string, InputRequest> { [Question] = InputRequest.ForElicitation(Form(needed)) }, needed.Seal!);
        }
        // As long as the answer would count; a client that is gone or forgets must not hold the call for ever.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ConfirmDesk.Lifetime);
        try
        {
            var answer = await server.ElicitAsync(Form(needed), patience.Token);
            return Read(needed.Seal!, JsonSerializer.SerializeToElement(answer, InputResponse.ElicitResultJsonTypeInfo));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(ConfirmPath.User, needed.Seal, UserChoice.Unanswered);
        }
        catch (McpProtocolException)
        {
            // It declared that it can ask and then could not, or is gone: nobody agreed.
            return new(ConfirmPath.User, needed.Seal, UserChoice.No);
        }
#pragma warning disable CA1031 // The SDK reads the answer, and throws of every kind at one of another shape; the call must end with a reply all the same.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new(ConfirmPath.User, needed.Seal, UserChoice.Unreadable);
        }
    }

    private static ElicitRequestParams Form(ConfirmationNeeded needed)
    {
        var schema = new ElicitRequestParams.RequestSchema { Required = [Choice] };
        schema.Properties[Choice] = new ElicitRequestParams.UntitledSingleSelectEnumSchema { Title = "Do this?", Enum = [No, Yes] };
        if (needed.Effect.Target is { } target)
        {
            schema.Properties[Target] = new ElicitRequestParams.StringSchema { Title = "To confirm, type the target", Description = target };
            schema.Required.Add(Target);
        }
        return new() { Mode = "form", Message = PreviewText.Of(needed), RequestedSchema = schema };
    }

    // A capability without any mode means forms: so it was before there were modes.
    private static bool CanAsk(McpServer server) =>
        server.IsMrtrSupported && server.ClientCapabilities?.Elicitation is { } elicitation && (elicitation.Form is not null || elicitation.Url is null);

    // {"action":"accept","content":{"proceed":"yes","target":"0"}}
    private static CallProof Read(string state, JsonElement answer)
    {
        try
        {
            return ReadAnswer(state, answer);
        }
        catch (InvalidOperationException)
        {
            return new(ConfirmPath.User, state, UserChoice.Unreadable);   // half of a surrogate pair
        }
    }

    private static CallProof ReadAnswer(string state, JsonElement answer)
    {
        var proof = new CallProof(ConfirmPath.User, state, UserChoice.Unreadable);
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("action", out var action) || action.ValueKind != JsonValueKind.String)
        {
            return proof;
        }
        if (action.ValueEquals("decline"u8) || action.ValueEquals("cancel"u8))
        {
            return proof with { Choice = UserChoice.No };
        }
        if (!action.ValueEquals("accept"u8) || !answer.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Object)
        {
            return proof;
        }
        foreach (var field in content.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.String)
            {
                return proof with { Choice = UserChoice.Unreadable };
            }
            else if (field.NameEquals(Choice) && proof.Choice == UserChoice.Unreadable && (field.Value.ValueEquals(Yes) || field.Value.ValueEquals(No)))
            {
                proof = proof with { Choice = field.Value.ValueEquals(Yes) ? UserChoice.Yes : UserChoice.No };
            }
            else if (field.NameEquals(Target) && proof.Target is null)
            {
                proof = proof with { Target = field.Value.GetString() };
            }
            else
            {
                return proof with { Choice = UserChoice.Unreadable };
            }
        }
        return proof;
    }
}
