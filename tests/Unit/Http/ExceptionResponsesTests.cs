using RetailGrains.Api.Answers;

namespace RetailGrains.Tests.Unit.Http;

/// <summary>A temporary failure is retried and finally becomes a 503; a defect becomes a 500.</summary>
public sealed class ExceptionResponsesTests
{
    [Fact]
    public void Work_that_a_leaving_silo_has_cancelled_may_be_asked_for_again() =>
        Assert.True(ExceptionResponses.IsTransient(new OperationCanceledException("The operation was canceled.")));

    [Fact]
    public void What_is_wrong_in_the_program_does_not_pass() =>
        Assert.False(ExceptionResponses.IsTransient(new InvalidOperationException()));
}
