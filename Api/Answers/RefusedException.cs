
namespace RetailGrains.Api.Answers;

/// <summary>Refuses a request where no answer can be returned; <see cref="ExceptionResponses"/> answers with the problem.</summary>
internal sealed class RefusedException(Problem problem) : Exception($"Refused with status {problem.Status}.")
{
    public Problem Problem => problem;
}
