#include "gateway/matching/nickname.h"

#include <algorithm>
#include <array>
#include <string>

namespace foramen::matching {

namespace {

/// Forms of one name stand on one line. A name may stand on several: Alex is Alexander, Alexandra.
/// Source: general knowledge of English names; a pair that is missing leaves the match to a person.
constexpr std::array forms{
    U" ABIGAIL ABBY ABBIE GAIL ",
    U" ALEXANDER ALEX ALEC SANDY SASHA ",
    U" ALEXANDRA ALEX SANDRA SANDY LEXI SASHA ",
    U" ALBERT AL BERT BERTIE ",
    U" ALFRED ALF ALFIE FRED ",
    U" AMANDA MANDY ",
    U" ANDREW ANDY DREW ",
    U" ANN ANNE ANNA ANNIE NANCY ",
    U" ANTHONY ANTONY TONY ",
    U" ARTHUR ART ARCHIE ",
    U" BARBARA BARB BABS ",
    U" BENJAMIN BEN BENNY ",
    U" CATHERINE CATHARINE KATHERINE KATHRYN CATHY KATHY KATE KATIE KIT KITTY ",
    U" CHARLES CHARLIE CHAS CHUCK ",
    U" CHARLOTTE LOTTIE CHARLIE ",
    U" CHRISTINE CHRISTINA CHRIS CHRISSIE TINA ",
    U" CHRISTOPHER CHRIS KIT ",
    U" CYNTHIA CINDY ",
    U" DANIEL DAN DANNY ",
    U" DAVID DAVE DAVEY ",
    U" DEBORAH DEBRA DEBBIE DEB ",
    U" DONALD DON DONNIE ",
    U" DOROTHY DOT DOTTIE DOLLY ",
    U" DOUGLAS DOUG ",
    U" EDWARD ED EDDIE TED TEDDY NED ",
    U" ELEANOR ELLIE NELL NELLIE NORA ",
    U" ELIZABETH ELISABETH LIZ LIZZIE BETH BETTY BESS BETSY ELIZA LIBBY LISA ",
    U" EMILY EM EMMIE MILLIE ",
    U" FRANCES FRAN FANNY FRANNIE ",
    U" FRANCIS FRANK FRANKIE ",
    U" FREDERICK FRED FREDDIE ",
    U" GEOFFREY JEFFREY GEOFF JEFF ",
    U" GERALD GERARD GERRY JERRY ",
    U" GILLIAN GILL JILL ",
    U" GREGORY GREG ",
    U" HAROLD HARRY ",
    U" HARRIET HATTIE HARRI ",
    U" HELEN NELL NELLIE ",
    U" HENRY HARRY HANK ",
    U" HERBERT HERB BERT ",
    U" IAN IAIN ",
    U" ISABELLA ISABEL BELLA IZZY ",
    U" JACQUELINE JACKIE ",
    U" JAMES JIM JIMMY JAMIE ",
    U" JANET JAN ",
    U" JENNIFER JEN JENNY ",
    U" JEREMY JERRY JEM ",
    U" JESSICA JESS JESSIE ",
    U" JOANNE JOANNA JO ",
    U" JOHN JACK JOHNNY JON ",
    U" JONATHAN JON JONNY ",
    U" JOSEPH JOE JOEY ",
    U" JOSEPHINE JO JOSIE ",
    U" JOSHUA JOSH ",
    U" JUDITH JUDY JUDE ",
    U" KENNETH KEN KENNY ",
    U" LAURENCE LAWRENCE LARRY LAURIE ",
    U" LEONARD LEN LENNY LEO ",
    U" LESLIE LESLEY LES ",
    U" LINDA LYNDA LYN LIN ",
    U" MARGARET MAGGIE MEG PEGGY MARGE MADGE GRETA RITA ",
    U" MARTIN MARTY ",
    U" MARY MOLLY POLLY MAMIE ",
    U" MATTHEW MATT ",
    U" MAXIMILIAN MAXWELL MAX ",
    U" MICHAEL MIKE MICK MICKEY ",
    U" MOHAMMED MUHAMMAD MOHAMED MOHAMMAD MUHAMMED MO ",
    U" NATHANIEL NATHAN NAT NATE ",
    U" NICHOLAS NICOLAS NICK NICKY ",
    U" NICOLA NICKY NIKKI ",
    U" NORMAN NORM ",
    U" OLIVER OLLIE ",
    U" OLIVIA LIV LIVVY OLLIE ",
    U" PAMELA PAM ",
    U" PATRICIA PAT PATSY TRISH TRICIA ",
    U" PATRICK PAT PADDY ",
    U" PETER PETE ",
    U" PHILIP PHILLIP PHIL PIP ",
    U" PHILIPPA PIPPA PIP ",
    U" RAYMOND RAY ",
    U" REBECCA BECKY BECCA ",
    U" REGINALD REG REGGIE ",
    U" RICHARD RICK DICK RICKY RICH RICHIE ",
    U" ROBERT BOB ROB BOBBY ROBBIE BERT ",
    U" RONALD RON RONNIE ",
    U" ROSEMARY ROSE ROSIE ",
    U" SAMANTHA SAM SAMMY ",
    U" SAMUEL SAM SAMMY ",
    U" SARAH SARA SALLY SADIE ",
    U" SIDNEY SYDNEY SID ",
    U" STANLEY STAN ",
    U" STEPHEN STEVEN STEVE ",
    U" SUSAN SUZANNE SUSANNA SUE SUSIE SUZY ",
    U" TERENCE TERRY ",
    U" THEODORE THEO TED TEDDY ",
    U" THERESA TERESA TERRY TESS TESSA ",
    U" THOMAS TOM TOMMY ",
    U" TIMOTHY TIM TIMMY ",
    U" VALERIE VAL ",
    U" VICTORIA VICKY VICKI TORI ",
    U" VINCENT VINCE VINNIE ",
    U" VIRGINIA GINNY GINGER ",
    U" WALTER WALT WALLY ",
    U" WILLIAM WILL BILL BILLY WILLIE LIAM ",
    U" WINIFRED WINNIE FREDA ",
    U" ZACHARY ZACK ZAC ",
};

} // namespace

bool are_nicknames(std::u32string_view one, std::u32string_view other)
{
    auto const word = [](std::u32string_view name) { return U" " + std::u32string{name} + U" "; };
    auto const first = word(one);
    auto const second = word(other);
    auto const has_both = [&](std::u32string_view line) {
        return line.find(first) != std::u32string_view::npos &&
               line.find(second) != std::u32string_view::npos;
    };
    return !one.empty() && !other.empty() && std::ranges::any_of(forms, has_both);
}

} // namespace foramen::matching
