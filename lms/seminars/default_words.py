"""The words that messages begin with, until an edition has its own: by kind and language.

Not through the catalogues of translations: they are texts that staff change, each by itself.
"""

from lms.seminars.models import MessageTemplate

Kind = MessageTemplate.Kind
Words = tuple[str, str]

WORDS: dict[str, dict[str, Words]] = {
    Kind.ANSWER: {
        "en": (
            "{edition}: please answer by {answer_until}",
            "Dear {name},\n\na place in {edition} ({place}, from {starts}) is held for you. Please "
            "tell us by {answer_until} whether you take it.\n\nWith kind regards,\n"
            "the programme",
        ),
        "fr": (
            "{edition} : merci de répondre avant le {answer_until}",
            "Bonjour {name},\n\nune place vous est réservée pour {edition} ({place}, à partir du "
            "{starts}). Merci de nous dire, au plus tard le {answer_until}, si vous l'acceptez."
            "\n\nCordialement,\nle programme",
        ),
        "es": (
            "{edition}: le rogamos responder antes del {answer_until}",
            "Buenos días, {name}:\n\nle hemos reservado una plaza en {edition} ({place}, desde el "
            "{starts}). Le rogamos que nos diga, a más tardar el {answer_until}, si la acepta."
            "\n\nAtentamente,\nel programa",
        ),
        "pt": (
            "{edition}: pedimos a sua resposta até {answer_until}",
            "Bom dia, {name},\n\nfoi-lhe reservado um lugar em {edition} ({place}, a partir de "
            "{starts}). Pedimos que nos diga, até {answer_until}, se o aceita.\n\n"
            "Com os melhores cumprimentos,\no programa",
        ),
        "ar": (
            "{edition}: نرجو الرد قبل {answer_until}",
            "تحية طيبة {name}،\n\nحُجز لكم مقعد في {edition} ({place}، ابتداءً من {starts}). نرجو "
            "إبلاغنا في موعد أقصاه {answer_until} إن كنتم تقبلونه.\n\nمع خالص التحية،\nالبرنامج",
        ),
    },
    Kind.BEGIN: {
        "en": (
            "{edition}: your course is open",
            "Dear {name},\n\nthe course before {edition} is open to you, and is due on {due}. You "
            "can study in small parts and go on later where you stopped:\n\n{address}\n\n"
            "If something keeps you from it, answer this letter.\n\nWith kind regards,\n"
            "the programme",
        ),
        "fr": (
            "{edition} : votre cours est ouvert",
            "Bonjour {name},\n\nle cours qui précède {edition} vous est ouvert ; il est à terminer "
            "pour le {due}. Vous pouvez étudier par petites parties et reprendre là où vous vous "
            "étiez arrêté(e) :\n\n{address}\n\nSi quelque chose vous en empêche, répondez à cette "
            "lettre.\n\nCordialement,\nle programme",
        ),
        "es": (
            "{edition}: su curso está abierto",
            "Buenos días, {name}:\n\nel curso previo a {edition} está abierto para usted y debe "
            "terminarse el {due}. Puede estudiar por partes y continuar donde lo dejó:\n\n"
            "{address}\n\nSi algo se lo impide, responda a esta carta.\n\nAtentamente,\n"
            "el programa",
        ),
        "pt": (
            "{edition}: o seu curso está aberto",
            "Bom dia, {name},\n\no curso anterior a {edition} está aberto para si e deve ser "
            "concluído até {due}. Pode estudar por partes e continuar onde parou:\n\n{address}\n\n"
            "Se algo o impedir, responda a esta carta.\n\nCom os melhores cumprimentos,\n"
            "o programa",
        ),
        "ar": (
            "{edition}: المقرر متاح لكم",
            "تحية طيبة {name}،\n\nالمقرر الذي يسبق {edition} متاح لكم، وموعد إتمامه {due}. يمكنكم "
            "الدراسة على أجزاء صغيرة والمتابعة من حيث توقفتم:\n\n{address}\n\nإن منعكم من ذلك شيء "
            "فأجيبوا عن هذه الرسالة.\n\nمع خالص التحية،\nالبرنامج",
        ),
    },
    Kind.DUE: {
        "en": (
            "{edition}: what is due on {due}",
            "Dear {name},\n\npart of the course for {edition} is not finished yet; it is due on "
            "{due}. What you have finished is kept:\n\n{address}\n\nIf you need more time, answer "
            "this letter.\n\nWith kind regards,\nthe programme",
        ),
        "fr": (
            "{edition} : à terminer pour le {due}",
            "Bonjour {name},\n\nune partie du cours pour {edition} n'est pas encore terminée ; "
            "elle est à terminer pour le {due}. Ce que vous avez terminé est conservé :\n\n"
            "{address}\n\nS'il vous faut plus de temps, répondez à cette lettre.\n\n"
            "Cordialement,\nle programme",
        ),
        "es": (
            "{edition}: lo que vence el {due}",
            "Buenos días, {name}:\n\nuna parte del curso de {edition} no está terminada; vence el "
            "{due}. Lo que ya terminó se conserva:\n\n{address}\n\nSi necesita más tiempo, "
            "responda a esta carta.\n\nAtentamente,\nel programa",
        ),
        "pt": (
            "{edition}: o que termina em {due}",
            "Bom dia, {name},\n\numa parte do curso de {edition} ainda não está concluída; o prazo "
            "é {due}. O que concluiu fica guardado:\n\n{address}\n\nSe precisar de mais tempo, "
            "responda a esta carta.\n\nCom os melhores cumprimentos,\no programa",
        ),
        "ar": (
            "{edition}: ما يحين موعده في {due}",
            "تحية طيبة {name}،\n\nجزء من مقرر {edition} لم يكتمل بعد، وموعده {due}. ما أتممتموه "
            "محفوظ:\n\n{address}\n\nإن احتجتم إلى مزيد من الوقت فأجيبوا عن هذه الرسالة.\n\n"
            "مع خالص التحية،\nالبرنامج",
        ),
    },
    Kind.OTHER: {
        "en": ("{edition}", "Dear {name},\n\n"),
        "fr": ("{edition}", "Bonjour {name},\n\n"),
        "es": ("{edition}", "Buenos días, {name}:\n\n"),
        "pt": ("{edition}", "Bom dia, {name},\n\n"),
        "ar": ("{edition}", "تحية طيبة {name}،\n\n"),
    },
}


def default_words(kind: str, language: str) -> Words:
    """Subject and body; the English ones for a language that has none."""
    by_language = WORDS[kind]
    return by_language.get(language, by_language["en"])
